// docs/studies-activations.md, from results.json and certified.json.
import { number, svg } from '../common/figure.mjs';
import { fixed, found, mean, percent, seedsText, spread, table } from '../common/text.mjs';

const ACTIVATIONS = ['relu', 'elu', 'terelu', 'tanh', 'hard-tanh', 'noisy-hard-tanh', '4-state', '16-state'];
const SETS = { full: 'all 60,000 images', small: 'the first 1000' };

/** What was certified: noisy nets twice. */
const CERTIFIED = ACTIVATIONS.flatMap((activation) =>
  activation === 'noisy-hard-tanh'
    ? [
        { activation, noise: 'expectation' },
        { activation, noise: 'worst' },
      ]
    : [{ activation, noise: null }],
);
const nameOf = ({ activation, noise }) => (noise === null ? activation : `${activation}, ${noise}`);

export async function activationsPage(read) {
  const runs = read('activations/results.json');
  const certified = read('activations/certified.json');
  return {
    'studies-activations.md': text(runs, certified),
    'images/studies-activations-accuracy.svg': await svg(accuracyFigure(runs)),
    'images/studies-activations-radii.svg': await svg(radiiFigure(certified)),
  };
}

function text(runs, certified) {
  const trained = (activation, set) => runs.filter((run) => run.activation === activation && run.set === set);
  const gap = (activation, set) => mean(trained(activation, set).map((run) => run.trainAccuracy - run.testAccuracy));
  const testLoss = (activation, set) => mean(trained(activation, set).map((run) => run.testLoss));
  const test = (activation, set) => mean(trained(activation, set).map((run) => run.testAccuracy));
  const of = (activation, norm, noise = null) =>
    certified.filter((run) => run.activation === activation && run.norm === norm && run.noise === noise);
  const radius = (...which) => mean(of(...which).map(({ meanCertified }) => meanCertified));
  const quotient = (activation, norm) =>
    mean(of(activation, norm, activation === 'noisy-hard-tanh' ? 'expectation' : null).map(quotientOf));
  const stairs = ['4-state', '16-state'].flatMap((activation) => of(activation, 'linf'));
  const smooth = ACTIVATIONS.filter((activation) => !activation.endsWith('state'));
  const noise = of('noisy-hard-tanh', 'linf', 'worst')[0].settings.noise;
  const loss = fixed(3);
  const range = (values, format) => `${format(Math.min(...values))} to ${format(Math.max(...values))}`;
  return `# Study: what activations cost in accuracy and robustness

<!-- Written by studies/pages.mjs from studies/activations/results.json and certified.json: change those. -->

The same small CNN with eight activations. The claims: TERELU overfits less (Pandey 2020, [arXiv 2006.02797](https://arxiv.org/abs/2006.02797)); noise whose strength falls in training does no harm to a net that runs at its
expectation (Gulcehre et al. 2016, [arXiv 1603.00391](https://arxiv.org/abs/1603.00391)); and the question what each of them costs when the net is certified.

## What was found

- ${found(
    smooth.every((activation) => test(activation, 'full') < test('terelu', 'full') + 0.002) &&
      test('terelu', 'full') > test('relu', 'full'),
    `Test accuracies are close: ${range(
      ACTIVATIONS.map((activation) => test(activation, 'full')),
      percent,
    )} on average. TERELU (${percent(test('terelu', 'full'))}) is among the best, by no more than the seeds differ; only ReLU (${percent(test('relu', 'full'))}) and 4 states (${percent(test('4-state', 'full'))}) are lower than the rest after two epochs.`,
  )}
- ${found(
    gap('terelu', 'small') > gap('relu', 'small') &&
      gap('terelu', 'small') > gap('elu', 'small') &&
      Math.abs(gap('terelu', 'full') - gap('elu', 'full')) < 0.005,
    `**Less overfitting of TERELU was not found** in the gap between training and test accuracy: on 1000 images it is ${percent(gap('terelu', 'small'))} against ${percent(gap('relu', 'small'))} (ReLU) and ${percent(gap('elu', 'small'))} (ELU); on all of them ${percent(gap('terelu', 'full'))}, ${percent(gap('relu', 'full'))} and ${percent(gap('elu', 'full'))}. The small gap of ReLU is that of a net that fits less.`,
  )}
- ${found(
    testLoss('terelu', 'small') < testLoss('elu', 'small') &&
      testLoss('terelu', 'small') < testLoss('relu', 'small') &&
      testLoss('hard-tanh', 'small') < testLoss('terelu', 'small'),
    `In the test *loss* there is something to the claim, but not as a property of TERELU: on 1000 images it is ${loss(testLoss('terelu', 'small'))} against ${loss(testLoss('elu', 'small'))} (ELU) and ${loss(testLoss('relu', 'small'))} (ReLU), and lower still for tanh (${loss(testLoss('tanh', 'small'))}) and hard tanh (${loss(testLoss('hard-tanh', 'small'))}). Bounded activations are less sure of what they get wrong.`,
  )}
- ${found(
    Math.abs(test('noisy-hard-tanh', 'full') - test('hard-tanh', 'full')) < 0.005,
    `Annealed noise does no harm and no good to accuracy: ${percent(test('noisy-hard-tanh', 'full'))} against ${percent(test('hard-tanh', 'full'))} of the hard tanh; on 1000 images ${percent(test('noisy-hard-tanh', 'small'))} against ${percent(test('hard-tanh', 'small'))}.`,
  )}
- ${found(
    radius('noisy-hard-tanh', 'linf', 'worst') < 0.8 * radius('noisy-hard-tanh', 'linf', 'expectation'),
    `Certifying against all draws of the noise costs: the mean linf radius falls from ${radiusText(radius('noisy-hard-tanh', 'linf', 'expectation'))} (the net at its expectation) to ${radiusText(radius('noisy-hard-tanh', 'linf', 'worst'))} (every one of ${noise.units} units may draw up to k = ${noise.k}, which covers ${percent(noise.coverage)} of all draws), l2 from ${radiusText(radius('noisy-hard-tanh', 'l2', 'expectation'))} to ${radiusText(radius('noisy-hard-tanh', 'l2', 'worst'))}.`,
  )}
- ${found(
    smooth.every(
      (activation) => radius('elu', 'l2') >= radius(activation, 'l2', activation === 'noisy-hard-tanh' ? 'expectation' : null),
    ) &&
      radius('tanh', 'linf') < radius('relu', 'linf') &&
      smooth.every((activation) => quotient('relu', 'l2') <= quotient(activation, 'l2')) &&
      smooth.every((activation) => quotient('elu', 'linf') >= quotient(activation, 'linf')),
    `Of the nets without steps, those with ReLU and ELU have the largest linf radii (${radiusText(radius('relu', 'linf'))} and ${radiusText(radius('elu', 'linf'))}; TERELU ${radiusText(radius('terelu', 'linf'))}, tanh ${radiusText(radius('tanh', 'linf'))}), ELU the largest l2 ones (${radiusText(radius('elu', 'l2'))}). How much of that is the net and how much the lines, the quotient of certified and attacked radius tells: with linf ELU is closest to its attack (${percent(quotient('elu', 'linf'))}) and tanh far from it (${percent(quotient('tanh', 'linf'))}), with l2 ReLU is the farthest (${percent(quotient('relu', 'l2'))}), though its attacked radius is the largest.`,
  )}
- ${found(
    Math.max(...stairs.map((run) => run.meanCertified)) < 0.5 * radius('hard-tanh', 'linf') &&
      stairs.every((run) => attackedOf(run) === null),
    `Steps cost by far the most, and how much is chance: mean linf radii of the seeds from ${radiusText(Math.min(...stairs.map((run) => run.meanCertified)))} to ${radiusText(Math.max(...stairs.map((run) => run.meanCertified)))} with 4 and 16 states, against ${radiusText(radius('hard-tanh', 'linf'))} of the hard tanh that they quantise; 16 states were not reliably better than 4. A unit that may cross a threshold is bounded as if it jumped on its own; where an image is black all units of a channel are at its bias, and one bias near a threshold is enough for all of them (in the first net with 4 states the nearest is within linf 0.000155, and so are half of its radii; [models/README.md](../models/README.md) has another such case). It does not say that these nets are that fragile: the attack, which follows gradients, found no counterexample at all, and it cannot be expected to on a function without slopes.`,
  )}
- Certifying time, seconds of one core for a correctly classified image, linf: ${CERTIFIED.map((which) => `${nameOf(which)} ${fixed(2)(secondsOf(certified, which, 'linf'))}`).join('; ')}. Staircases cost least since little is left to refine, curved and noisy functions most.

![Training and test accuracy](images/studies-activations-accuracy.svg)

${Object.entries(SETS)
  .map(
    ([set, title]) =>
      `Trained on ${title}: mean, and least and greatest over the seeds.\n\n${accuracyTable((activation) => trained(activation, set))}`,
  )
  .join('\n\n')}

![Mean certified and attacked radii](images/studies-activations-radii.svg)

Radii of the nets of all images, means over the first test images; a misclassified image counts as 0.

${['linf', 'l2'].map((norm) => radiiTable(certified, norm)).join('\n\n')}

"Certified by attacked" is the mean over images of the quotient: 100 % would mean that nothing is unknown. In \`worst\`, too, it is the expectation that is attacked.

## How it was measured

Convolutions 8 and 16 4x4/2, 32 units, 10 outputs; ${trained('relu', 'full')[0].parameters.toLocaleString('en')} parameters, 112 kB as ONNX. Plain cross-entropy, Adam, one cycle of the learning rate up to 0.002, no weight decay.
All images: two epochs (938 steps of 128), the training accuracy measured on the first 10,000. The first 1000 images: 40 epochs (600 steps of 64). Test: all 10,000. A seed gives all activations the same start and
the same batches. TERELU is the additive form with alpha, beta and mu trained in each layer; the noise is half-normal, alpha 1.15, p trained, its strength falls from 5 to 0.5 over three quarters of the training; the staircases
have N levels from -1 to 1 and thresholds at distance 2/(N - 1), trained straight through a hard tanh. Settings were fixed before the runs; the number of steps was cut once to what time allowed, after tries of at most 30 steps. ${seedsText(runs, 2 * ACTIVATIONS.length)}.

Radii: \`cnn-cert certify --threads 1\` on the first ${certified[0].images} images of the test set with its own attack, nothing clipped, relative precision 0.001. ${seedsText(certified, 2 * CERTIFIED.length)}. The nets of the first seed are
in [studies/activations](../studies/activations).

Limits: short, plain training of one small architecture, on one data set; no regularisation was tuned for any activation; ${certified[0].images} images give a mean radius to about a tenth of itself, but all nets had the same ones.

## To run it again

\`\`\`
apt install python3-torch python3-onnx dataset-fashion-mnist
/usr/bin/python3 studies/activations/train.py --models DIR      # ${fixed(0)(runs.reduce((sum, run) => sum + run.cpuSeconds, 0) / 60)} minutes of one core; goes on with what results.json holds
/usr/bin/python3 studies/activations/certify.py --models DIR    # ${fixed(0)(certified.reduce((sum, run) => sum + run.cpuSeconds, 0) / 60)} minutes
node studies/pages.mjs
\`\`\`
`;
}

const radiusText = (value) => value.toPrecision(3);
const matching = (certified, { activation, noise }, norm) =>
  certified.filter((run) => run.activation === activation && run.noise === noise && run.norm === norm);
const secondsOf = (certified, which, norm) => mean(matching(certified, which, norm).map((run) => run.cpuSeconds / run.correct));

/** Mean attacked radius of the images, misclassified ones as 0; null if there are images without a counterexample. */
const attackedOf = (run) => (run.attacked.includes(null) ? null : mean(run.attacked));

/** Mean over images of certified by attacked radius. */
const quotientOf = (run) =>
  mean(
    run.certified
      .map((radius, at) => ({ radius, attacked: run.attacked[at] }))
      .filter(({ attacked }) => attacked > 0)
      .map(({ radius, attacked }) => radius / attacked),
  );

function accuracyTable(runsOf) {
  return table(
    ['activation', 'training', 'test', 'gap, points', 'test loss'],
    ACTIVATIONS.map((activation) => {
      const runs = runsOf(activation);
      const points = (value) => (100 * value).toFixed(1);
      return [
        activation,
        spread(
          runs.map(({ trainAccuracy }) => trainAccuracy),
          points,
        ),
        spread(
          runs.map(({ testAccuracy }) => testAccuracy),
          points,
        ),
        spread(
          runs.map(({ trainAccuracy, testAccuracy }) => trainAccuracy - testAccuracy),
          points,
        ),
        spread(
          runs.map(({ testLoss }) => testLoss),
          fixed(3),
        ),
      ];
    }),
  );
}

function radiiTable(certified, norm) {
  return table(
    [norm, 'certified', 'attacked', 'certified by attacked', 'seconds an image'],
    CERTIFIED.map((which) => {
      const runs = matching(certified, which, norm);
      const none = runs.some((run) => attackedOf(run) === null);
      return [
        nameOf(which),
        spread(
          runs.map(({ meanCertified }) => meanCertified),
          radiusText,
        ),
        none ? 'none found' : spread(runs.map(attackedOf), radiusText),
        none ? '-' : percent(mean(runs.map(quotientOf))),
        fixed(2)(secondsOf(certified, which, norm)),
      ];
    }),
  );
}

function accuracyFigure(runs) {
  const values = runs.flatMap((run) =>
    ['train', 'test'].map((kind) => ({ ...run, kind: kind === 'train' ? 'training' : 'test', accuracy: run[`${kind}Accuracy`] })),
  );
  const panel = (set) => {
    const data = { values: values.filter((run) => run.set === set) };
    const y = { field: 'activation', type: 'nominal', sort: ACTIVATIONS, title: null };
    const x = number('accuracy', 'accuracy', { scale: { zero: false }, axis: { format: '.1%', tickCount: 5 } });
    const color = { field: 'kind', type: 'nominal', title: null, scale: { domain: ['training', 'test'], range: ['#999999', '#0072b2'] } };
    return {
      title: `Trained on ${SETS[set]}`,
      width: 280,
      height: 220,
      layer: [
        { data, mark: { type: 'point', filled: true, size: 26, opacity: 0.7 }, encoding: { x, y, color } },
        { data, mark: { type: 'tick', thickness: 3, size: 16 }, encoding: { x: { ...x, aggregate: 'mean' }, y, color } },
      ],
    };
  };
  return { title: { text: 'Accuracy', subtitle: 'Points: seeds; bars: their mean' }, hconcat: Object.keys(SETS).map(panel) };
}

function radiiFigure(certified) {
  const panel = (norm) => {
    const values = CERTIFIED.flatMap((which) =>
      matching(certified, which, norm).flatMap((run) => [
        { name: nameOf(which), kind: 'certified', radius: run.meanCertified },
        { name: nameOf(which), kind: 'attacked', radius: attackedOf(run) },
      ]),
    ).filter(({ radius }) => radius !== null);
    const y = { field: 'name', type: 'nominal', sort: CERTIFIED.map(nameOf), title: null, axis: { labelLimit: 0 } };
    const x = number('radius', `mean ${norm} radius`, { scale: { type: 'log' }, axis: { tickCount: 5, format: '~g' } });
    const color = {
      field: 'kind',
      type: 'nominal',
      title: null,
      scale: { domain: ['certified', 'attacked'], range: ['#009e73', '#d55e00'] },
    };
    return {
      title: norm,
      width: 260,
      height: 240,
      data: { values },
      mark: { type: 'point', filled: true, size: 34, opacity: 0.8 },
      encoding: { x, y, color },
    };
  };
  return {
    title: { text: 'Mean certified and attacked radii', subtitle: 'Each point a seed; no attacked radius where the attack found nothing' },
    hconcat: ['linf', 'l2'].map(panel),
  };
}
