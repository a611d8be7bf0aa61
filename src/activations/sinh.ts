import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { cosh, COSH_UNITS, sinh as evaluate, SINH_UNITS } from './elementary/hyperbolic.js';
import { withDefaults } from './parameters.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { alternating } from './shapes/segment.js';

const curve = {
  value: evaluate,
  valueError: (_x: number, value: number) => (SINH_UNITS + 1) * UNIT * Math.abs(value) + 4 * ETA,
  slope: cosh,
  slopeError: (_x: number, slope: number) => (COSH_UNITS + 1) * UNIT * slope,
};
/** e^709 is a double, e^710 is not. */
const domain = (lower: number, upper: number) => lower >= -709 && upper <= 709;
const segments = alternating(curve, [0], -1);
const activation = restricted(piecewiseCurvature('sinh', {}, { segments, least: 1, most: Infinity }), domain);

/** The hyperbolic sine: concave, then convex. */
export const sinh: ActivationKind = {
  name: 'sinh',
  onnx: ['Sinh'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('sinh', {}, parameters);
    return activation;
  },
};
