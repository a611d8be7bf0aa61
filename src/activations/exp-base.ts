import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { expOfMultiple, type LogParts, logParts } from './elementary/power.js';
import { parameterError, withDefaults } from './parameters.js';
import type { Curve } from './shapes/curve.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { bentSegment, linearSegment } from './shapes/segment.js';

const defaults = { base: 2 };

/** base^x for base > 0, convex. */
export const expBase: ActivationKind = {
  name: 'exp-base',
  onnx: ['Pow'],
  defaults,
  samples: [defaults, { base: 0.3 }, { base: 10 }, { base: 1.001 }, { base: 1 }],
  domain: (lower, upper, { base = NaN }) => isDefined(logOf(base), lower, upper),
  create(parameters = {}) {
    const values = withDefaults('exp-base', defaults, parameters);
    const { base } = values;
    if (!(base > 0)) throw parameterError('exp-base', `base is ${base}`, 'Give a positive base.');
    if (base === 1)
      return piecewiseCurvature('exp-base', values, { segments: [linearSegment(-Infinity, Infinity, 0, 1)], least: 0, most: 0 });
    const logarithm = logOf(base);
    const segments = [bentSegment(-Infinity, Infinity, 1, curveOf(logarithm))];
    const [least, most] = base > 1 ? [0, Infinity] : [-Infinity, 0];
    const inner = piecewiseCurvature('exp-base', values, { segments, least, most, infimum: 0 });
    return restricted(inner, (lower, upper) => isDefined(logarithm, lower, upper));
  },
};

function logOf(base: number): LogParts {
  const parts = { high: NaN, low: NaN };
  logParts(base, parts);
  return parts;
}

/** Up to e^700: that, and 745 times as much for the derivative, are doubles. */
function isDefined({ high, low }: LogParts, lower: number, upper: number): boolean {
  return Math.max(lower * (high + low), upper * (high + low)) <= 700;
}

function curveOf(logarithm: LogParts): Curve {
  const rate = logarithm.high + logarithm.low;
  /** Of the value, in units of u; below e^-745 it is 0, or off by less than the smallest double. */
  const units = (x: number) => 7 + 0.2 * Math.min(750, Math.abs(x * rate));
  return {
    value: (x) => expOfMultiple(x, logarithm),
    valueError: (x, value) => units(x) * UNIT * value + 4 * ETA,
    slope: (x) => rate * expOfMultiple(x, logarithm),
    slopeError: (x, slope) => (units(x) + 6) * UNIT * Math.abs(slope) + 4 * (1 + Math.abs(rate)) * ETA,
  };
}
