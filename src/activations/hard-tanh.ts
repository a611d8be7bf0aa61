import type { ActivationKind } from './activation.js';
import { parameterError, withDefaults } from './parameters.js';
import { clamp } from './shapes/clamp.js';

const defaults = { min: -1, max: 1 };

/** x clamped to [min, max], min <= max. It has no ONNX operator: exporters write Clip. */
export const hardTanh: ActivationKind = {
  name: 'hard-tanh',
  onnx: [],
  defaults,
  samples: [defaults, { min: -2, max: 0.5 }],
  create(parameters = {}) {
    const values = withDefaults('hard-tanh', defaults, parameters);
    if (values.min > values.max) throw parameterError('hard-tanh', `min ${values.min} is above max ${values.max}`, 'Give min <= max.');
    return clamp('hard-tanh', values, values.min, values.max);
  },
};
