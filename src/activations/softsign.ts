import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { sShaped, type SShape } from './shapes/s-shaped.js';

/** Sum and quotient round once each, the square of the derivative counts the sum twice. */
const shape: SShape = {
  value: (x) => (Math.abs(x) > 1e300 ? Math.sign(x) : x / (1 + Math.abs(x))),
  valueError: (_x, value) => 4 * UNIT * Math.abs(value) + 4 * ETA,
  slope(x) {
    const t = 1 / (1 + Math.abs(x));
    return t * t;
  },
  slopeError: (_x, slope) => 8 * UNIT * slope + 4 * ETA,
  infimum: -1,
  supremum: 1,
  steepest: 1,
  slopeInverse: (slope) => 1 / Math.sqrt(slope) - 1,
};

const activation = sShaped('softsign', shape);

/** x / (1 + |x|). */
export const softsign: ActivationKind = {
  name: 'softsign',
  onnx: ['Softsign'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('softsign', {}, parameters);
    return activation;
  },
};
