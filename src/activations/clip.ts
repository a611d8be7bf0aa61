import type { ActivationKind } from './activation.js';
import { parameterError, withDefaults } from './parameters.js';
import { clamp } from './shapes/clamp.js';

const defaults = { min: -Infinity, max: Infinity };

/** min(max(x, min), max), either bound possibly infinite; for min > max that is the constant max, as ONNX says. ReLU6 is clip(0, 6). */
export const clip: ActivationKind = {
  name: 'clip',
  onnx: ['Clip'],
  defaults,
  samples: [
    defaults,
    { min: 0, max: 6 },
    { min: -1.5, max: Infinity },
    { min: -Infinity, max: 0.3 },
    { min: 0.5, max: 0.75 },
    { min: 2, max: 2 },
    { min: 3, max: 1 },
  ],
  create(parameters = {}) {
    const values = withDefaults('clip', defaults, parameters, true);
    const low = Math.min(values.min, values.max);
    if (low === Infinity || values.max === -Infinity) {
      throw parameterError('clip', `every value becomes ${values.max}`, 'min must be below Infinity and max above -Infinity.');
    }
    return clamp('clip', values, low, values.max);
  },
};
