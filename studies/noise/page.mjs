// docs/studies-noise.md, from results.json.
import { colour, number, svg } from '../common/figure.mjs';
import { fixed, mean, percent, seedsText, spread, table } from '../common/text.mjs';
import { findings } from './findings.mjs';

const UNITS = ['hard tanh', 'no noise (c = 0)', 'noise c = 0.5', 'annealed noise'];
const STARTS = { normal: 1, saturated: 10, 'very saturated': 50 };

export async function noisePage(read) {
  const runs = read('noise/results.json');
  return {
    'studies-noise.md': text(runs),
    'images/studies-noise-training.svg': await svg(curves(runs, 'trainLosses', 'training loss, mean of 50 batches')),
    'images/studies-noise-test.svg': await svg(curves(runs, 'testLosses', 'test loss, at the expectation')),
  };
}

function text(runs) {
  const of = (unit, start) => runs.filter((run) => run.unit === unit && run.start === start);
  const last = (run) => run.trainLosses.at(-1);
  const row = (start) => (unit) => {
    const group = of(unit, start);
    const get = (quantity, format) => spread(group.map(quantity), format);
    return [
      unit,
      get((run) => run.saturatedAtStart, percent),
      get((run) => run.saturatedAtEnd, percent),
      get(last, fixed(3)),
      get((run) => run.testLoss, fixed(3)),
      get((run) => run.trainAccuracy, percent),
      get((run) => run.testAccuracy, percent),
    ];
  };
  const head = ['unit', 'saturated at the start', 'at the end', 'last training loss', 'test loss', 'training accuracy', 'test accuracy'];
  const tables = Object.entries(STARTS).map(
    ([start, factor]) => `From the ${start} start (weights times ${factor}):\n\n${table(head, UNITS.map(row(start)))}`,
  );
  return `# Study: does noise help where units saturate?

<!-- Written by studies/pages.mjs from studies/noise/results.json: change those. -->

The claim (Gulcehre et al. 2016, [arXiv 1603.00391](https://arxiv.org/abs/1603.00391)): a saturated hard tanh passes no gradient back; noise where it saturates lets the optimiser explore its way out, and training goes on where it
would have stopped.

## What was found

${findings(of, last)}

![Training loss over steps](images/studies-noise-training.svg)

![Test loss over steps](images/studies-noise-test.svg)

${tables.join('\n\n')}

Mean, and least and greatest over the seeds. *Saturated*: the share of the hidden units' inputs beyond [-1, 1], over 1000 test images.

## How it was measured

Dense networks 784, 100, 100, 100, 10 on Fashion-MNIST (one shift and scale for all pixels), biases 0 at the start, weights of the three hidden layers normal with variance 1 / fan-in, times the factor 1, 10 or 50; the last layer always
times 1. The first 20,000 images, Adam, batches of 128, 1000 steps, one cycle of the learning rate up to 0.001. Four units: the hard tanh; the noisy hard tanh (alpha 1.15, p trained, half-normal noise) with its noise switched off
(c = 0), with c = 0.5 throughout, and with c falling from 5 to 0.5 over three quarters of the training. A noisy unit differs from the hard tanh in two things: noise, and a slope of 1 - alpha = -0.15 where it saturates. The one with
c = 0 tells them apart. A seed gives all units the same start and the same batches. Test: all 10,000 images, the noise at its expectation (the curves: the first 1000). Settings were fixed before the runs; the number of steps was cut once to what time allowed, after tries of at most 100 steps.
${seedsText(runs, UNITS.length * Object.keys(STARTS).length)}.

Limits: small networks without recurrence (the authors' gains are mostly in recurrent ones), one learning rate, Adam, which makes up for small gradients as plain descent does not.

## To run it again

\`\`\`
apt install python3-torch python3-onnx dataset-fashion-mnist
/usr/bin/python3 studies/noise/train.py     # ${fixed(0)((mean(runs.map((run) => run.cpuSeconds)) * runs.length) / 60)} minutes of one core; goes on with what results.json holds
node studies/pages.mjs
\`\`\`
`;
}

function curves(runs, field, title) {
  const color = colour('unit', 'unit', UNITS);
  const panel = (start) => {
    const values = runs
      .filter((run) => run.start === start)
      .flatMap((run) => run.steps.map((step, at) => ({ unit: run.unit, seed: run.seed, step, loss: run[field][at] })));
    const x = number('step', 'step');
    const y = number('loss', title, { scale: { type: 'log' }, axis: { tickCount: 5, format: '~g' } });
    return {
      title: `${start} start (weights times ${STARTS[start]})`,
      width: 250,
      height: 230,
      data: { values },
      layer: [
        { mark: { type: 'line', strokeWidth: 0.8, opacity: 0.5 }, encoding: { x, y, color, detail: { field: 'seed' } } },
        { mark: { type: 'line', strokeWidth: 2.4 }, encoding: { x, y: { ...y, aggregate: 'mean' }, color } },
      ],
    };
  };
  return { title: { text: 'Loss over steps', subtitle: 'Thin: seeds; thick: their mean' }, hconcat: Object.keys(STARTS).map(panel) };
}
