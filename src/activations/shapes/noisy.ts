import type { Activation, ActivationKind, Interval, LinearRelaxation } from '../activation.js';
import { parameterError, withDefaults } from '../parameters.js';
import { exactSum } from '../../engine/exact.js';
import { ETA } from '../../engine/rounding.js';
import { noisyCurve, type Saturation } from './noisy-curve.js';

/** E|xi| = sqrt(2 / pi), xi ~ N(0, 1). */
const HALF_NORMAL_MEAN = 0.7978845608028654;

/** The noise of a noisy activation. `distribution`: 0 normal, eps = xi; 1 half-normal, eps = |xi|, with xi ~ N(0, 1). */
interface NoiseValues {
  readonly distribution: number;
  /** 0: eps is its expectation; 1: every xi with |xi| <= `noise`; 2: xi is `noise`. */
  readonly mode: number;
  readonly noise: number;
}

type NoisyDefaults = Readonly<Record<'alpha' | 'c' | 'p' | keyof NoiseValues, number>>;

/**
 * A noisy activation (Gulcehre et al. 2016, arXiv 1603.00391) of a saturating function h with the linear function u:
 * phi(x, eps) = alpha h + (1 - alpha) u + d(x) sigma(x) eps, sigma = c (logistic(p (h - u)) - 1/2)^2, d = -sgn(x) sgn(1 - alpha), with sgn(0) = 1 for alpha = 1.
 *
 * phi is affine in eps and sigma >= 0: in mode 1 (`worst`) range and lines cover the draws between the two functions that the ends of the interval of
 * eps give, and also the expectation, which is what `evaluate` returns.
 */
export function noisyKind(
  name: string,
  op: string,
  form: Saturation,
  standard: Readonly<Record<'alpha' | 'c' | 'distribution', number>>,
): ActivationKind {
  const defaults: NoisyDefaults = { ...standard, p: 1, mode: 0, noise: 0 };
  return {
    name,
    onnx: [op],
    defaults,
    samples: [
      defaults,
      { ...defaults, distribution: 1 - defaults.distribution, mode: 2, noise: 3 },
      { ...defaults, alpha: 0.5, c: 8, p: 2, distribution: 0, mode: 2, noise: -1.5 },
      { ...defaults, alpha: 1, c: 20, p: -0.75, distribution: 1, mode: 2, noise: -2 },
      { ...defaults, alpha: 1.5, c: 0.75, p: 6, distribution: 0, mode: 2, noise: 4 },
    ],
    create(parameters = {}) {
      const values = withDefaults(name, defaults, parameters);
      check(name, values);
      return create(name, form, values);
    },
  };
}

function create(name: string, form: Saturation, values: NoisyDefaults): Activation {
  const { alpha, c, p } = values;
  const { least, most, expected } = epsilonsOf(values);
  const outward = alpha > 1 ? 1 : -1;
  const of = (left: number, right: number) => {
    const strength = (epsilon: number) => outward * quarterOfProduct(c, epsilon) + 0;
    const noise = { p: Math.abs(p), strength: { left: strength(left), right: strength(right) } };
    return noisyCurve(name, values, form, { leak: 1 - alpha, exact: exactSum(1, -alpha) !== null, ...noise });
  };
  if (least === most) return of(least, least);
  return between(
    of(expected, expected),
    outward === 1 ? of(most, least) : of(least, most),
    outward === 1 ? of(least, most) : of(most, least),
  );
}

/** a b / 4, which is 0 only where a or b is: a curve has room for the error of a product that underflows, silence has none. */
function quarterOfProduct(a: number, b: number): number {
  const least = a === 0 || b === 0 ? 0 : Math.sign(a) * Math.sign(b) * ETA;
  const result = (a * b) / 4;
  return result === 0 ? least : result;
}

function epsilonsOf({ distribution, mode, noise }: NoiseValues): { least: number; most: number; expected: number } {
  const expected = distribution === 1 ? HALF_NORMAL_MEAN : 0;
  if (mode === 1) return { least: distribution === 1 ? 0 : -noise, most: Math.max(noise, expected), expected };
  const drawn = mode === 0 ? expected : distribution === 1 ? Math.abs(noise) : noise;
  return { least: drawn, most: drawn, expected };
}

/** Any function between two others, evaluated as a third one. */
function between(evaluated: Activation, below: Activation, above: Activation): Activation {
  const range: Interval = { lower: 0, upper: 0 };
  const lines: LinearRelaxation = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
  // One by one: whatever else `evaluated` has (`relaxAll`) speaks of itself alone.
  return {
    name: evaluated.name,
    parameters: evaluated.parameters,
    alternatives: evaluated.alternatives,
    evaluate: (x) => evaluated.evaluate(x),
    derivative: (x) => evaluated.derivative(x),
    range(lower, upper, out) {
      below.range(lower, upper, range);
      above.range(lower, upper, out);
      out.lower = range.lower;
    },
    relax(lower, upper, relaxation, out) {
      below.relax(lower, upper, relaxation, lines);
      above.relax(lower, upper, relaxation, out);
      out.lowerSlope = lines.lowerSlope;
      out.lowerIntercept = lines.lowerIntercept;
    },
    isLinear: (lower, upper) => below.isLinear(lower, upper) && above.isLinear(lower, upper),
  };
}

function check(name: string, { alpha, c, p, distribution, mode, noise }: NoisyDefaults): void {
  const reject = (parameter: string, value: number, hint: string): never => {
    throw parameterError(name, `${parameter} is ${value}`, hint);
  };
  if (!(Math.abs(alpha) <= 1e6)) reject('alpha', alpha, 'Give a number from -1e6 to 1e6.');
  if (!(c >= 0 && c <= 1e6)) reject('c', c, 'Give a number from 0 to 1e6.');
  if (p !== 0 && !(Math.abs(p) >= 1e-100 && Math.abs(p) <= 1e6)) reject('p', p, 'Give 0, or a number of a size between 1e-100 and 1e6.');
  if (![0, 1].includes(distribution)) reject('distribution', distribution, 'Give 0 (normal) or 1 (half-normal).');
  if (![0, 1, 2].includes(mode)) reject('mode', mode, 'Give 0 (expectation), 1 (worst) or 2 (fixed).');
  if (!(Math.abs(noise) <= 1e3) || (mode === 1 && noise < 0)) reject('noise', noise, 'Give a number up to 1000, not negative in mode 1.');
}
