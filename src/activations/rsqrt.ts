import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { bentSegment } from './shapes/segment.js';

/** The root and the quotient round once each; the slope has two quotients. */
const curve = {
  value: (x: number) => 1 / Math.sqrt(x),
  valueError: (_x: number, value: number) => 3 * UNIT * value,
  slope: (x: number) => -0.5 / x / Math.sqrt(x),
  slopeError: (_x: number, slope: number) => 5 * UNIT * Math.abs(slope) + 4 * ETA,
};
/** Not so near to 0 that the slope leaves the doubles. */
const domain = (lower: number) => lower >= 1e-150;
const segments = [bentSegment(0, Infinity, 1, curve)];
const activation = restricted(piecewiseCurvature('rsqrt', {}, { segments, least: -STEEPEST, most: 0, infimum: 0 }), domain);

/** 1 / sqrt(x), convex; for x > 0 only. */
export const rsqrt: ActivationKind = {
  name: 'rsqrt',
  onnx: ['Pow'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('rsqrt', {}, parameters);
    return activation;
  },
};
