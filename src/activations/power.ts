import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { parameterError, withDefaults } from './parameters.js';
import type { Curve } from './shapes/curve.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { alternating, bentSegment } from './shapes/segment.js';

const defaults = { exponent: 2 };
const LARGEST_EXPONENT = 16;

/** Up to 2^60: its 16th power and the derivative of that are far from the limits of the doubles. */
const domain = (lower: number, upper: number) => lower >= -(2 ** 60) && upper <= 2 ** 60;

/** x to a whole power of 2 to 16: convex for even exponents; concave, then convex for odd ones. */
export const power: ActivationKind = {
  name: 'power',
  onnx: ['Pow'],
  defaults,
  samples: [defaults, { exponent: 3 }, { exponent: 4 }, { exponent: 7 }],
  domain,
  create(parameters = {}) {
    const values = withDefaults('power', defaults, parameters);
    const { exponent } = values;
    if (!Number.isInteger(exponent) || exponent < 2 || exponent > LARGEST_EXPONENT) {
      throw parameterError('power', `exponent is ${exponent}`, `Give a whole number from 2 to ${LARGEST_EXPONENT}.`);
    }
    const curve = powerCurve(exponent);
    const odd = exponent % 2 === 1;
    const segments = odd ? alternating(curve, [0], -1) : [bentSegment(-Infinity, Infinity, 1, curve)];
    return restricted(piecewiseCurvature('power', values, { segments, least: odd ? 0 : -Infinity, most: Infinity }), domain);
  },
};

/** Each multiplication rounds by u, and underflows by ETA only where |x| < 1 damps it from then on. */
function powerCurve(exponent: number): Curve {
  return {
    value: (x) => repeated(x, exponent),
    valueError: (_x, value) => (exponent + 1) * UNIT * Math.abs(value) + 2 * exponent * ETA,
    slope: (x) => exponent * repeated(x, exponent - 1),
    slopeError: (_x, slope) => (exponent + 2) * UNIT * Math.abs(slope) + 4 * exponent * exponent * ETA,
  };
}

function repeated(x: number, times: number): number {
  let product = x;
  for (let i = 1; i < times; i++) product *= x;
  return product;
}
