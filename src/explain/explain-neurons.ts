import type { Classifier } from '../certify/classifier.js';
import { predict } from '../certify/evaluation.js';
import { inputBall } from '../certify/input-ball.js';
import { DEFAULT_SETTINGS } from '../certify/settings.js';
import { NumericalError } from '../errors.js';
import { mapSize } from '../graph/graph.js';
import { draws } from '../graph/noise/draws.js';
import { type ConvLayer, convLayers } from './layers.js';
import { explainLayer } from './layer-explanation.js';
import { Moments } from './moments.js';
import { checkOptions, DEFAULT_EXPLAIN, type ExplainOptions } from './options.js';
import { createPerturber } from './perturb/create.js';
import type { Perturber } from './perturb/perturber.js';
import { type RegionBounds, regionBounds } from './region-bounds.js';
import type { NeuronExplanation } from './result.js';
import { scoreOf } from './score.js';

const UNBOUNDED = "the authors' copies have no bounds: no ball holds them";

/**
 * Tells which channels of each convolution matter for the decision on one input, by resampling (Lengerich et al. 2017, arXiv 1707.09641): copies of the input are perturbed and
 * evaluated (in float64), and a channel is judged by how its values go with the score of the class (correlation) and by how little they vary (precision). Where all copies lie in
 * one region, bounds of the same values over that region are proved beside it, and with them a floor of the precision. Of a model with noise in mode `worst`, copies are
 * evaluated at its expectation, and bounds hold for every draw.
 *
 * `input` is in the row-major order of the model's ONNX input, as are epsilon and mask value in its units. `checkpoint` is called between copies and between blocks of bounds,
 * and throws to stop.
 *
 * @throws ModelError `NO_CONV_LAYERS`.
 * @throws DataError `INPUT_LENGTH`, `INPUT_NOT_FINITE`, `INPUT_OUT_OF_RANGE`, `LABEL_OUT_OF_RANGE`.
 * @throws UsageError `EXPLAIN_OPTION`.
 * @throws NumericalError `NON_FINITE_LOGITS`, `NON_FINITE_SCORE`, `NON_FINITE_VALUE`; `SAMPLE_OUTSIDE_BOUNDS`, which would be a fault of the bounds.
 */
export function explainNeurons(
  classifier: Classifier,
  input: ArrayLike<number>,
  options: Partial<ExplainOptions> = {},
  checkpoint: () => void = () => undefined,
): NeuronExplanation {
  const all = { ...DEFAULT_EXPLAIN, ...options };
  checkOptions(all, classifier);
  const { perturbation, copies, seed, top, clip } = all;
  const layers = convLayers(classifier.graph, all.quantity);
  const norm = perturbation.kind === 'l2' ? 'l2' : 'linf';
  const ball = inputBall(classifier, input, { ...DEFAULT_SETTINGS, norm, clip });
  const { program } = classifier.evaluated;
  const { shape } = program.node(0);
  const prediction = predict(classifier, ball.centre, DEFAULT_SETTINGS.threshold);
  const label = all.class ?? prediction;
  const perturber = createPerturber(perturbation, ball, shape, draws(seed));
  const sample = resample(classifier, layers, { perturber, copies, label, checkpoint });
  const proved = perturber.region === null ? UNBOUNDED : regionBounds(classifier, layers, perturber.region, label, checkpoint);
  const bounds = typeof proved === 'string' ? null : proved;
  if (bounds !== null) assertInside(layers, sample.moments, bounds);
  const value = scoreAt(classifier, ball.centre, label);
  program.linearize();
  return {
    class: label,
    prediction,
    score: {
      value,
      mean: sample.score.mean(0),
      minimum: sample.score.minimum(0),
      maximum: sample.score.maximum(0),
      certified: bounds?.score ?? null,
    },
    ...{ perturbation, copies, seed, top },
    layers: layers.map((layer, k) => explainLayer(program, layer, momentsOf(sample, k), bounds?.layers[k] ?? null, top)),
    uncertified: typeof proved === 'string' ? proved : null,
    input: { ...shape, values: ball.centre },
  };
}

interface Sample {
  readonly moments: readonly Moments[];
  readonly score: Moments;
}

interface Sampling {
  readonly perturber: Perturber;
  readonly copies: number;
  readonly label: number;
  readonly checkpoint: () => void;
}

function resample(classifier: Classifier, layers: readonly ConvLayer[], { perturber, copies, label, checkpoint }: Sampling): Sample {
  const { program } = classifier.evaluated;
  const moments = layers.map(({ shape }) => new Moments(mapSize(shape)));
  const scores = new Moments(1);
  for (let i = 0; i < copies; i++) {
    checkpoint();
    const score = scoreAt(classifier, perturber.copy(i), label);
    layers.forEach(({ sampled }, k) => moments[k]?.add(program.valuesOf(sampled), score));
    scores.add(Float64Array.of(score), score);
  }
  return { moments, score: scores };
}

function momentsOf({ moments }: Sample, layer: number): Moments {
  const found = moments[layer];
  if (found === undefined) throw new RangeError(`no layer ${layer}`);
  return found;
}

function scoreAt(classifier: Classifier, point: Float64Array, label: number): number {
  const outputs = classifier.evaluated.program.evaluate(point);
  const count = classifier.binary ? 1 : classifier.classes;
  const score = scoreOf(
    classifier,
    Float64Array.from({ length: count }, (_, index) => outputs[classifier.outputPosition(index)] ?? NaN),
    label,
  );
  if (Number.isFinite(score)) return score;
  throw new NumericalError('NON_FINITE_SCORE', `the score of class ${label} is ${score} at a copy of the input`, {
    hint: 'the copies are too far from what the model can be evaluated at: choose linf or l2 with a small epsilon',
  });
}

/** The bounds are proved for real arithmetic, with room for the rounding of every step: more than the evaluation of a copy takes. */
function assertInside(layers: readonly ConvLayer[], moments: readonly Moments[], bounds: RegionBounds): void {
  layers.forEach(({ name }, layer) => {
    const { lower, upper } = bounds.layers[layer] ?? { lower: new Float64Array(0), upper: new Float64Array(0) };
    lower.forEach((low, k) => {
      const high = upper[k] ?? NaN;
      const [least, most] = [moments[layer]?.minimum(k) ?? NaN, moments[layer]?.maximum(k) ?? NaN];
      if (least >= low && most <= high) return;
      throw new NumericalError(
        'SAMPLE_OUTSIDE_BOUNDS',
        `element ${k} of '${name}' was sampled in [${least}, ${most}], outside its bounds [${low}, ${high}]`,
        {
          hint: 'this is a fault of cnn-cert; please report it',
        },
      );
    });
  });
}
