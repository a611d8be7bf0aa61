import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { cosh as evaluate, COSH_UNITS, sinh, SINH_UNITS } from './elementary/hyperbolic.js';
import { withDefaults } from './parameters.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { bentSegment } from './shapes/segment.js';

const curve = {
  value: evaluate,
  valueError: (_x: number, value: number) => (COSH_UNITS + 1) * UNIT * value,
  slope: sinh,
  slopeError: (_x: number, slope: number) => (SINH_UNITS + 1) * UNIT * Math.abs(slope) + 4 * ETA,
};
/** e^709 is a double, e^710 is not. */
const domain = (lower: number, upper: number) => lower >= -709 && upper <= 709;
const segments = [bentSegment(-Infinity, Infinity, 1, curve)];
const activation = restricted(piecewiseCurvature('cosh', {}, { segments, least: -Infinity, most: Infinity, infimum: 1 }), domain);

/** The hyperbolic cosine, convex. */
export const cosh: ActivationKind = {
  name: 'cosh',
  onnx: ['Cosh'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('cosh', {}, parameters);
    return activation;
  },
};
