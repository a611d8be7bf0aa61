import { ETA, UNIT } from '../engine/rounding.js';
import type { Activation, ActivationKind, Interval } from './activation.js';
import { exp, expm1, EXP_UNITS, EXPM1_UNITS } from './elementary/exp.js';
import { log } from './elementary/log.js';
import { withDefaults } from './parameters.js';
import { type Bent, bentLines } from './shapes/bent.js';
import { convexLines } from './shapes/convex.js';
import { type Curve, increasingRange } from './shapes/curve.js';
import { outward } from './shapes/gap.js';
import { oneKink } from './shapes/one-kink.js';

const defaults = { alpha: 1 };

/** x for x >= 0, alpha (e^x - 1) for x < 0; any alpha: convex for 0 <= alpha <= 1, otherwise the kink at 0 bends against the curve. */
export const elu: ActivationKind = {
  name: 'elu',
  onnx: ['Elu'],
  defaults,
  samples: [defaults, { alpha: 0.3 }, { alpha: 0 }, { alpha: 1.7 }, { alpha: 6 }, { alpha: -0.8 }, { alpha: -3 }],
  create(parameters = {}) {
    const values = withDefaults('elu', defaults, parameters);
    return values.alpha === 0 ? oneKink('elu', values, 0) : exponential(values.alpha);
  },
};

function exponential(alpha: number): Activation {
  const left = negativePart(alpha);
  const whole = joined(left);
  const bent: Bent = {
    curve: left,
    bulge: alpha > 0 ? 1 : -1,
    least: Math.min(0, alpha),
    most: Math.max(1, alpha),
    slopeInverse: (slope) => log(slope / alpha),
  };
  const convex = alpha > 0 && alpha <= 1;
  return {
    name: 'elu',
    parameters: { alpha },
    alternatives: [],
    evaluate: (x) => whole.value(x),
    derivative: (x) => whole.slope(x),
    range(lower, upper, out) {
      if (alpha > 0) increasingRange(whole, lower, upper, -alpha, Infinity, out);
      else valleyRange(whole, lower, upper, -alpha, out);
    },
    relax(lower, upper, _relaxation, out) {
      if (lower >= 0) {
        out.lowerSlope = out.upperSlope = 1;
        out.lowerIntercept = out.upperIntercept = 0;
      } else if (convex || upper <= 0) convexLines(this, upper <= 0 ? left : whole, bent.bulge, bent.least, bent.most, lower, upper, out);
      else bentLines(this, bent, lower, upper, out);
    },
    isLinear: (lower) => lower >= 0,
  };
}

/** alpha (e^x - 1) for x <= 0; the product adds u to the error of its factor. */
function negativePart(alpha: number): Curve {
  return {
    value: (x) => alpha * expm1(x),
    valueError: (_x, value) => (EXPM1_UNITS + 2) * UNIT * Math.abs(value) + 2 * ETA,
    slope: (x) => alpha * exp(x),
    slopeError: (_x, slope) => (EXP_UNITS + 2) * UNIT * Math.abs(slope) + 4 * (Math.abs(alpha) + 1) * ETA,
  };
}

/** The curve for x < 0, the identity, exact, for x >= 0. */
function joined(left: Curve): Curve {
  return {
    value: (x) => (x >= 0 ? x : left.value(x)),
    valueError: (x, value) => (x >= 0 ? 0 : left.valueError(x, value)),
    slope: (x) => (x >= 0 ? 1 : left.slope(x)),
    slopeError: (x, slope) => (x >= 0 ? 0 : left.slopeError(x, slope)),
  };
}

/** alpha < 0: f falls from `supremum` to 0 at 0 and rises again. */
function valleyRange(curve: Curve, lower: number, upper: number, supremum: number, out: Interval): void {
  const bound = (side: 1 | -1, x: number) => {
    const value = curve.value(x);
    return side * outward(side, value, curve.valueError(x, value));
  };
  out.lower = lower > 0 ? lower : upper < 0 ? Math.max(0, bound(-1, upper)) : 0;
  out.upper = Math.max(upper > 0 ? upper : 0, lower < 0 ? Math.min(supremum, bound(1, lower)) : 0);
}
