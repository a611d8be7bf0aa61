import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { oneKink } from './shapes/one-kink.js';

const defaults = { slope: 0.25 };

/** x for x >= 0, slope x for x < 0, with one trained slope per channel: any number, negative and above 1 included. */
export const prelu: ActivationKind = {
  name: 'prelu',
  onnx: ['PRelu'],
  defaults,
  samples: [defaults, { slope: -0.7 }, { slope: -1 }, { slope: 1 }, { slope: 2.5 }],
  create(parameters = {}) {
    const values = withDefaults('prelu', defaults, parameters);
    return oneKink('prelu', values, values.slope);
  },
};
