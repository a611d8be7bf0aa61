import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { oneKink } from './shapes/one-kink.js';

const activation = oneKink('abs', {}, -1);

/** |x|. */
export const abs: ActivationKind = {
  name: 'abs',
  onnx: ['Abs'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('abs', {}, parameters);
    return activation;
  },
};
