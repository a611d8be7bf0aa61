import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { bentSegment } from './shapes/segment.js';

const curve = {
  value: (x: number) => 1 / x,
  valueError: (_x: number, value: number) => 2 * UNIT * Math.abs(value) + 4 * ETA,
  slope: (x: number) => -1 / x / x,
  slopeError: (_x: number, slope: number) => 4 * UNIT * Math.abs(slope) + 4 * ETA,
};
/** On one side of 0, and not so near that the slope leaves the doubles. */
const domain = (lower: number, upper: number) => lower >= 1e-150 || upper <= -1e-150;
const segments = [bentSegment(-Infinity, 0, -1, curve), bentSegment(0, Infinity, 1, curve)];
const activation = restricted(piecewiseCurvature('reciprocal', {}, { segments, least: -STEEPEST, most: 0 }), domain);

/** 1 / x: concave for x < 0, convex for x > 0. */
export const reciprocal: ActivationKind = {
  name: 'reciprocal',
  onnx: ['Reciprocal'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('reciprocal', {}, parameters);
    return activation;
  },
};
