import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { cos, sin as evaluate, SIN_UNITS } from './elementary/sin.js';
import { withDefaults } from './parameters.js';
import { wave } from './shapes/wave.js';

const activation = wave('sin', 0, {
  value: evaluate,
  valueError: (_x, value) => (SIN_UNITS + 2) * UNIT * Math.abs(value) + 4 * ETA,
  slope: cos,
  slopeError: (_x, slope) => (SIN_UNITS + 2) * UNIT * Math.abs(slope),
});

/** The sine, in radians: concave and convex by turns. */
export const sin: ActivationKind = {
  name: 'sin',
  onnx: ['Sin'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('sin', {}, parameters);
    return activation;
  },
};
