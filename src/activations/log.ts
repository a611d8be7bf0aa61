import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { log as evaluate, LOG_UNITS } from './elementary/log.js';
import { withDefaults } from './parameters.js';
import { STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { restricted } from './shapes/restricted.js';
import { bentSegment } from './shapes/segment.js';

const curve = {
  value: evaluate,
  valueError: (_x: number, value: number) => (LOG_UNITS + 1) * UNIT * Math.abs(value) + 4 * ETA,
  slope: (x: number) => 1 / x,
  slopeError: (_x: number, slope: number) => 2 * UNIT * slope + 4 * ETA,
};
const domain = (lower: number) => lower > 0;
const segments = [bentSegment(0, Infinity, -1, curve)];
const activation = restricted(piecewiseCurvature('log', {}, { segments, least: 0, most: STEEPEST }), domain);

/** ln x, concave; for x > 0 only. */
export const log: ActivationKind = {
  name: 'log',
  onnx: ['Log'],
  defaults: {},
  samples: [{}],
  domain,
  create(parameters = {}) {
    withDefaults('log', {}, parameters);
    return activation;
  },
};
