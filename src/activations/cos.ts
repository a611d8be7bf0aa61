import { UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { cos as evaluate, sin, SIN_UNITS } from './elementary/sin.js';
import { withDefaults } from './parameters.js';
import { wave } from './shapes/wave.js';

const activation = wave('cos', -1, {
  value: evaluate,
  valueError: (_x, value) => (SIN_UNITS + 2) * UNIT * Math.abs(value),
  slope: (x) => 0 - sin(x),
  slopeError: (_x, slope) => (SIN_UNITS + 2) * UNIT * Math.abs(slope),
});

/** The cosine, in radians: concave and convex by turns. */
export const cos: ActivationKind = {
  name: 'cos',
  onnx: ['Cos'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('cos', {}, parameters);
    return activation;
  },
};
