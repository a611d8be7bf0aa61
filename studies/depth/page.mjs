// docs/studies-depth.md, from results.json.
import { colour, number, svg } from '../common/figure.mjs';
import { fixed, found, mean, percent, seedsText, spread, table } from '../common/text.mjs';

const STARTS = ['optimum', 'off'];
const CHANCE = 0.1;

export async function depthPage(read) {
  const runs = read('depth/results.json');
  const states = [...new Set(runs.map((run) => run.states))].sort((a, b) => a - b);
  const groups = states.flatMap((n) =>
    STARTS.map((start) => ({ n, start, runs: runs.filter((run) => run.states === n && run.start === start) })),
  );
  return {
    'studies-depth.md': text(runs, states, groups),
    'images/studies-depth-accuracy.svg': await svg(accuracyFigure(runs, states)),
    'images/studies-depth-collapse.svg': await svg(collapseFigure(runs, states)),
    'images/studies-depth-correlation.svg': await svg(correlationFigure(runs, states)),
  };
}

const ratiosOf = (runs) => [...new Set(runs.map(({ ratio }) => ratio))].sort((a, b) => a - b);
const accuracies = (runs, ratio) => runs.filter((run) => run.ratio === ratio).map(({ testAccuracy }) => testAccuracy);

/** The depth, in units of `scale`, at which the mean accuracy first falls below one half; by straight lines between the depths. */
function half(runs, scale) {
  const points = ratiosOf(runs).map((ratio) => ({
    x: runs.find((run) => run.ratio === ratio).depth / scale,
    y: mean(accuracies(runs, ratio)),
  }));
  const at = points.findIndex(({ y }) => y < 0.5);
  if (at < 1) return null;
  const [a, b] = [points[at - 1], points[at]];
  return a.x + ((a.y - 0.5) / (a.y - b.y)) * (b.x - a.x);
}

/** Runs of a seed: the depths of each N, from two starts. */
const EACH = 48;

function text(runs, states, groups) {
  const own = (runs) => runs[0].lMax;
  const halves = groups.map((group) => ({ ...group, layers: half(group.runs, 1), own: half(group.runs, own(group.runs)) }));
  const measured = halves.filter(({ own }) => own !== null);
  const beyond = (from) => runs.filter((run) => run.depth >= from * run.lMax).map(({ testAccuracy }) => testAccuracy);
  const pair = (n) => STARTS.map((start) => halves.find((group) => group.n === n && group.start === start));
  const above2 = states.filter((n) => n > 2).map(pair);
  const layersText = ({ layers, runs }) =>
    layers === null ? `fewer than ${Math.min(...runs.map(({ depth }) => depth))}` : fixed(0)(layers);
  const better = states.filter((n) => {
    const [best, off] = pair(n).map(({ runs }) => runs);
    const shared = ratiosOf(best).filter((ratio) => accuracies(off, ratio).length > 0);
    return n > 2 && shared.every((ratio) => mean(accuracies(best, ratio)) > mean(accuracies(off, ratio)) - 0.02);
  });
  return `# Study: how deep a quantised network can go

<!-- Written by studies/pages.mjs from studies/depth/results.json: change those. -->

The claim (Blumenfeld, Gilboa, Soudry 2019, [arXiv 1906.00771](https://arxiv.org/abs/1906.00771)): a network of N-state activations forgets its input over a depth scale xi = -1/ln chi, where chi is the slope of the map of
correlations between layers. It is trainable to about L_max = 6 xi, which is greatest, and grows with N, at one choice of the weights' variance.

## What was found

- ${found(
    measured.every(({ own }) => own > 0.4 && own < 1.3),
    `Every family falls off a cliff, at about the predicted depth: the mean test accuracy falls below one half at ${fixed(2)(Math.min(...measured.map(({ own }) => own)))} to ${fixed(2)(Math.max(...measured.map(({ own }) => own)))} of the network's own L_max = 6 xi, while these L_max range from ${fixed(0)(Math.min(...runs.map(({ lMax }) => lMax)))} to ${fixed(0)(Math.max(...runs.map(({ lMax }) => lMax)))} layers.`,
  )}
- ${found(
    mean(beyond(1.4)) < 0.2,
    `Beyond 1.4 times its own L_max next to nothing is learnt in 300 steps: ${spread(beyond(1.4), percent)} of the test images, where guessing gives ${percent(CHANCE)}.`,
  )}
- ${found(
    better.length === states.length - 1,
    `For N > 2 the optimum is better than 1.5 times its sigma_w at every depth (within two points), and goes deeper as predicted: ${above2
      .map(
        ([best, off]) =>
          `N = ${best.n}: one half at ${layersText(best)} against ${layersText(off)} layers (L_max ${fixed(0)(own(best.runs))} against ${fixed(0)(own(off.runs))})`,
      )
      .join('; ')}.`,
  )}
- More levels go deeper, as predicted: one half at ${states.map((n) => `${layersText(pair(n)[0])} layers (N = ${n})`).join(', ')}, at the optimum.

Against the claim, or beyond it:

- ${found(
    above2.every(([best, off]) => best.own === null || off.own === null || off.own < best.own),
    `Being off costs more than the theory says: for N > 2 the networks off the optimum fall earlier also in units of their own, shorter L_max (${above2
      .filter(([, off]) => off.own !== null)
      .map(([best, off]) => `N = ${best.n}: ${fixed(2)(off.own)} against ${fixed(2)(best.own)}`)
      .join(
        '; ',
      )}${above2.some(([, off]) => off.own === null) ? `; N = 8 off the optimum is below one half at the least depth trained already` : ''}).`,
  )}
- ${found(
    Math.abs(pair(2)[0].layers - pair(2)[1].layers) < 1.5,
    `Biases did not do to the sign what the theory says: L_max ${fixed(1)(own(pair(2)[1].runs))} instead of ${fixed(1)(own(pair(2)[0].runs))}, but one half at layer ${fixed(1)(pair(2)[1].layers)} instead of ${fixed(1)(pair(2)[0].layers)}; only at L_max itself are they worse.`,
  )}
- ${found(
    pair(8)[0].own === null || pair(8)[0].own < 0.8,
    `N = 8 falls earlier than the others, at ${pair(8)[0].own === null ? 'no depth trained' : `${fixed(2)(pair(8)[0].own)} L_max`}. Whether that is the width (200 units against 157 layers), the learning rate that falls with depth, or the few steps, was not told apart.`,
  )}
- L_max is no depth to aim for: the factor 6 marks the end of the slope, not its edge. Test accuracy at ${[0.25, 0.5, 1].join(', ')} L_max, at the optimum: ${states.map((n) => `${[0.25, 0.5, 1].map((ratio) => percent(mean(accuracies(pair(n)[0].runs, ratio)))).join(', ')} (N = ${n})`).join('; ')}.

![Test accuracy over depth by L_max, for each N](images/studies-depth-accuracy.svg)

![The same over depth by each start's own L_max](images/studies-depth-collapse.svg)

Mean test accuracy, and least and greatest over the seeds:

${accuracyTable(groups)}

Prediction and cliff:

${table(
  ['N, start', 'sigma_w', 'sigma_b', 'chi', 'L_max', 'one half at layer', 'that by L_max'],
  halves.map(({ n, start, runs, layers, own }) => {
    const { sigmaW, sigmaB, chi, lMax } = runs[0];
    return [
      `${n}, ${start}`,
      fixed(3)(sigmaW),
      fixed(1)(sigmaB),
      fixed(4)(chi),
      fixed(1)(lMax),
      layers === null ? '-' : fixed(1)(layers),
      own === null ? '-' : fixed(2)(own),
    ];
  }),
)}

The mechanism itself, at the start of the training: the correlations of pairs of images in the last layer, regressed on those in the first, against chi^(depth - 1). Below
0.01 the noise of 200 units is larger than what is left to measure.

![Kept correlation against the prediction](images/studies-depth-correlation.svg)

## How it was measured

Dense networks of width 200 on Fashion-MNIST, one shift and scale for all pixels; depth counts the quantised layers, a linear layer follows. N levels from -1 to 1, thresholds at distance 2/(N - 1). *optimum*: sigma_w as the theory
says, no biases. *off*: sigma_w 1.5 times that; for N = 2, where sigma_w does not matter, biases of standard deviation 1 instead (half of sigma_w), which hardly shortens L_max. Biases stay as drawn. The first layer is scaled so that
its pre-activations have the variance of the fixed point.

Straight through: backwards a unit counts as a hard tanh, times one factor for the network that makes the mean-field variance of gradients neither grow nor shrink at the start. So what differs between depths and starts is the
way forward, not vanishing gradients. Adam, batches of 64, 300 steps, one cycle of the learning rate up to 0.012 by depth. That rule, the only thing chosen by trial, is from nine runs at the optimum with a seed of their own (N = 2 at
depth 7, N = 4 at 12 and 36; rates 0.003, 0.001, 0.0003). Trained on the first 20,000 images, tested on the first 5000 test images: a standard error of 0.7 points at most. ${seedsText(runs, EACH)}.

Limits: the number of steps is fixed and small, so "trainable" means trainable in 300 steps; the rate falls with depth; width 200 is not wide against 157 layers; N = 8 was trained up to its L_max only, because of the time.

## To run it again

\`\`\`
apt install python3-torch python3-onnx dataset-fashion-mnist    # and libopenblas0-serial: many times faster than the reference BLAS
/usr/bin/python3 studies/depth/train.py --out results.json      # ${fixed(0)(runs.reduce((sum, run) => sum + run.cpuSeconds, 0) / 60)} minutes of one core; goes on with what is in the file
node studies/pages.mjs                                          # this page, from studies/depth/results.json
\`\`\`
`;
}

function accuracyTable(groups) {
  const ratios = ratiosOf(groups.flatMap(({ runs }) => runs));
  return table(
    ['N, start', ...ratios.map((ratio) => `${ratio} L_max`)],
    groups.map(({ n, start, runs }) => [
      `${n}, ${start}`,
      ...ratios.map((ratio) => {
        const values = accuracies(runs, ratio);
        return values.length === 0 ? '' : spread(values, (value) => (100 * value).toFixed(1));
      }),
    ]),
  );
}

const ACCURACY = number('testAccuracy', 'test accuracy', { scale: { domain: [0, 1] }, axis: { format: '.0%' } });

function accuracyFigure(runs, states) {
  const color = colour('start', 'start', STARTS);
  const panel = (n) => {
    const values = runs.filter((run) => run.states === n).map((run) => ({ ...run, x: run.depth / run.bestLMax }));
    const x = number('x', 'depth by L_max at the optimum', { scale: { domain: [0, 3.1] } });
    const cliffs = STARTS.map((start) => values.find((run) => run.start === start)).map(({ start, lMax, bestLMax }) => ({
      start,
      x: lMax / bestLMax,
    }));
    return {
      title: `N = ${n}`,
      width: 300,
      height: 180,
      layer: [
        { data: { values: cliffs }, mark: { type: 'rule', strokeDash: [5, 3], strokeWidth: 1.5 }, encoding: { x, color } },
        { data: { values }, mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y: { ...ACCURACY, aggregate: 'mean' }, color } },
        { data: { values }, mark: { type: 'point', filled: true, size: 22 }, encoding: { x, y: ACCURACY, color } },
      ],
    };
  };
  return {
    title: { text: 'Accuracy over depth', subtitle: 'Lines: mean over seeds; points: seeds; dashed: predicted L_max of each start' },
    columns: 2,
    concat: states.map(panel),
  };
}

/** Where the axis ends: further on there is nothing but guessing. */
const MOST = 3.2;

function collapseFigure(runs, states) {
  const values = runs
    .map((run) => ({ ...run, x: run.depth / run.lMax, net: `${run.states}, ${run.start}` }))
    .filter((run) => run.x <= MOST);
  const domain = states.flatMap((n) => STARTS.map((start) => `${n}, ${start}`));
  const x = number('x', "depth by the start's own L_max", { scale: { domain: [0, MOST] } });
  const encoding = { x, color: colour('net', 'N, start', domain) };
  return {
    title: 'Accuracy over depth by own L_max',
    width: 560,
    height: 280,
    layer: [
      { data: { values: [{ x: 1 }] }, mark: { type: 'rule', strokeDash: [5, 3], color: '#555555' }, encoding: { x } },
      { data: { values }, mark: { type: 'line', strokeWidth: 2 }, encoding: { ...encoding, y: { ...ACCURACY, aggregate: 'mean' } } },
      { data: { values }, mark: { type: 'point', filled: true, size: 20 }, encoding: { ...encoding, y: ACCURACY } },
    ],
  };
}

function correlationFigure(runs, states) {
  const floor = 1e-4;
  const values = runs
    .map((run) => ({ net: `${run.states}, ${run.start}`, predicted: run.chi ** (run.depth - 1), kept: run.keptCorrelation }))
    .filter(({ predicted, kept }) => predicted > floor && kept > floor);
  const scale = { type: 'log', domain: [floor, 1] };
  const axis = { values: [1e-4, 1e-3, 1e-2, 0.1, 1], format: '~g' };
  const x = number('predicted', 'predicted: chi^(depth - 1)', { scale, axis });
  const y = number('kept', 'measured', { scale, axis });
  const domain = states.flatMap((n) => STARTS.map((start) => `${n}, ${start}`));
  return {
    title: 'Correlation kept from the first layer to the last, at the start',
    width: 360,
    height: 320,
    layer: [
      {
        data: { values: [floor, 1].map((v) => ({ predicted: v, kept: v })) },
        mark: { type: 'line', color: '#555555', strokeDash: [5, 3] },
        encoding: { x, y },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 30 },
        encoding: {
          x,
          y,
          color: colour('net', 'N, start', domain),
        },
      },
    ],
  };
}
