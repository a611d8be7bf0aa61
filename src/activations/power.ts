import { ETA, UNIT } from '../engine/rounding.js';
import type { Activation, ActivationKind } from './activation.js';
import { pow, POW_UNITS, wholePower } from './elementary/power.js';
import { parameterError, withDefaults } from './parameters.js';
import type { Curve } from './shapes/curve.js';
import { type PiecewiseCurvature, STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { alternating, bentSegment, linearSegment } from './shapes/segment.js';

const defaults = { exponent: 2 };
const LARGEST_EXPONENT = 1024;

/** x to a constant power. Whole powers: of every x, negative ones of x on one side of 0; others: of x >= 0, negative ones of x > 0. */
export const power: ActivationKind = {
  name: 'power',
  onnx: ['Pow'],
  defaults,
  samples: [2, 3, 4, 7, 1, 0, -1, -2, -3, 0.5, 0.3, 1.5, 2.2, -0.5, -1.7].map((exponent) => ({ exponent })),
  domain: (lower, upper, { exponent = NaN }) => isDefined(exponent, lower, upper),
  create(parameters = {}) {
    const values = withDefaults('power', defaults, parameters);
    const { exponent } = values;
    const size = Math.abs(exponent);
    if (size > LARGEST_EXPONENT || (size < 1e-100 && size > 0))
      throw parameterError(
        'power',
        `exponent is ${exponent}`,
        `Give one of at most ${LARGEST_EXPONENT} in size, and of at least 1e-100 unless 0.`,
      );
    const inner: Activation = piecewiseCurvature('power', values, shapeOf(exponent));
    return exponent === 0 || exponent === 1 ? inner : restricted(inner, (lower, upper) => isDefined(exponent, lower, upper));
  },
};

/** Whether x^p is real, and it and its derivative are less than 2^967 in size; a derivative that is infinite at 0 is none to fear. */
function isDefined(p: number, lower: number, upper: number): boolean {
  if (p === 0 || p === 1) return true;
  const whole = Number.isInteger(p);
  if (p > 0) {
    const far = Math.max(Math.abs(lower), Math.abs(upper));
    return (whole || lower >= 0) && far <= 2 ** 60 && p * (whole ? wholePower(far, p) : pow(far, p)) <= 2 ** 966;
  }
  const near = lower > 0 ? lower : -upper;
  if (!(near > 0 && (whole || lower > 0))) return false;
  const value = whole ? wholePower(1 / near, -p) : pow(near, p);
  return -p * value <= 2 ** 966 && -p * (value / near) <= 2 ** 966;
}

function shapeOf(p: number): PiecewiseCurvature {
  if (p === 0) return { segments: [linearSegment(-Infinity, Infinity, 0, 1)], least: 0, most: 0 };
  if (p === 1) return { segments: [linearSegment(-Infinity, Infinity, 1, 0)], least: 1, most: 1 };
  if (!Number.isInteger(p)) {
    const segments = [bentSegment(0, Infinity, p > 0 && p < 1 ? -1 : 1, fractional(p))];
    return { segments, least: p > 0 ? 0 : -STEEPEST, most: p < 0 ? 0 : p < 1 ? STEEPEST : Infinity, infimum: 0 };
  }
  const odd = p % 2 !== 0;
  if (p < 0) {
    const curve = whole(p);
    const segments = [bentSegment(-Infinity, 0, odd ? -1 : 1, curve), bentSegment(0, Infinity, 1, curve)];
    return { segments, least: -STEEPEST, most: odd ? 0 : STEEPEST };
  }
  if (odd) return { segments: alternating(whole(p), [0], -1), least: 0, most: Infinity };
  return { segments: [bentSegment(-Infinity, Infinity, 1, whole(p))], least: -Infinity, most: Infinity };
}

/** Negative powers are powers of the rounded reciprocal: its u counts |p| times, and underflows with nothing after it that would magnify. */
function whole(p: number): Curve {
  const n = Math.abs(p);
  const root = (x: number) => (p < 0 ? 1 / x : x);
  return {
    value: (x) => wholePower(root(x), n),
    valueError: (_x, value) => (2 * n + 1) * UNIT * Math.abs(value) + 2 * (n + 1) * ETA,
    slope: (x) => p * wholePower(root(x), p < 0 ? n + 1 : n - 1),
    slopeError: (_x, slope) => (2 * n + 4) * UNIT * Math.abs(slope) + 4 * (n + 1) * (n + 1) * ETA,
  };
}

/** The slope is p x^p / x, where an underflow of x^p counts 1 / x times; at 0 it is 0 or infinite, exactly. */
function fractional(p: number): Curve {
  const units = POW_UNITS + 1 + Math.abs(p) / 8;
  return {
    value: (x) => pow(x, p),
    valueError: (_x, value) => units * UNIT * value + 4 * ETA,
    slope: (x) => (x === 0 ? (p > 1 ? 0 : Infinity) : (p * pow(x, p)) / x),
    slopeError: (x, slope) => (x === 0 ? 0 : (units + 2) * UNIT * Math.abs(slope) + 4 * ETA + (4 * Math.abs(p) + 4) * (ETA / x)),
  };
}
