import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { acosh as evaluate, ACOSH_SLOPE_UNITS, ACOSH_UNITS, acoshSlope } from './elementary/hyperbolic.js';
import { withDefaults } from './parameters.js';
import { STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { bentSegment } from './shapes/segment.js';

const curve = {
  value: evaluate,
  valueError: (_x: number, value: number) => (ACOSH_UNITS + 1) * UNIT * value,
  slope: acoshSlope,
  slopeError: (_x: number, slope: number) => (ACOSH_SLOPE_UNITS + 1) * UNIT * slope + 4 * ETA,
};
const domain = (lower: number) => lower >= 1;
const segments = [bentSegment(1, Infinity, -1, curve)];
const activation = restricted(piecewiseCurvature('acosh', {}, { segments, least: 0, most: STEEPEST, infimum: 0 }), domain);

/** The inverse of the hyperbolic cosine, concave; for x >= 1 only. */
export const acosh: ActivationKind = {
  name: 'acosh',
  onnx: ['Acosh'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('acosh', {}, parameters);
    return activation;
  },
};
