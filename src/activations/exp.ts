import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { exp as evaluate, EXP_UNITS } from './elementary/exp.js';
import { withDefaults } from './parameters.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { bentSegment } from './shapes/segment.js';

const curve = {
  value: evaluate,
  valueError: (_x: number, value: number) => (EXP_UNITS + 1) * UNIT * value + 4 * ETA,
  slope: evaluate,
  slopeError: (_x: number, slope: number) => (EXP_UNITS + 1) * UNIT * slope + 4 * ETA,
};
/** e^709 is a double, e^710 is not. */
const domain = (_lower: number, upper: number) => upper <= 709;
const segments = [bentSegment(-Infinity, Infinity, 1, curve)];
const activation = restricted(piecewiseCurvature('exp', {}, { segments, least: 0, most: Infinity, infimum: 0 }), domain);

/** e^x, convex. */
export const exp: ActivationKind = {
  name: 'exp',
  onnx: ['Exp'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('exp', {}, parameters);
    return activation;
  },
};
