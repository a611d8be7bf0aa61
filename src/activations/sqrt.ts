import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { bentSegment } from './shapes/segment.js';

/** IEEE square roots round once; the slope, infinite at 0, twice. */
const curve = {
  value: (x: number) => Math.sqrt(x),
  valueError: (_x: number, value: number) => 2 * UNIT * value,
  slope: (x: number) => 0.5 / Math.sqrt(x),
  slopeError: (_x: number, slope: number) => 4 * UNIT * slope + 4 * ETA,
};
const domain = (lower: number) => lower >= 0;
const segments = [bentSegment(0, Infinity, -1, curve)];
const activation = restricted(piecewiseCurvature('sqrt', {}, { segments, least: 0, most: STEEPEST, infimum: 0 }), domain);

/** The square root, concave; for x >= 0 only. */
export const sqrt: ActivationKind = {
  name: 'sqrt',
  onnx: ['Sqrt'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('sqrt', {}, parameters);
    return activation;
  },
};
