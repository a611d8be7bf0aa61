import { reluLine } from '../engine/relu.js';
import type { Activation, ActivationKind, Interval } from './activation.js';
import { withDefaults } from './parameters.js';

/** The one object for max(x, 0), whatever other activations are called: engines have kernels for it. */
export const RELU: Activation = {
  name: 'relu',
  parameters: {},
  alternatives: ['flat'],
  evaluate: (x) => (x > 0 ? x : x === x ? 0 : x),
  evaluateAll(points, values) {
    for (let k = 0; k < points.length; k++) {
      const x = points[k] ?? NaN;
      values[k] = x > 0 ? x : x === x ? 0 : x;
    }
  },
  derivative: (x) => (x > 0 ? 1 : 0),
  range(lower: number, upper: number, out: Interval) {
    out.lower = lower > 0 ? lower : 0;
    out.upper = upper > 0 ? upper : 0;
  },
  relax: (lower, upper, relaxation, out) => reluLine(lower, upper, relaxation === 'area' ? 'adaptive' : relaxation, out),
  isLinear: (lower, upper) => lower >= 0 || upper <= 0,
};

/** max(x, 0). */
export const relu: ActivationKind = {
  name: 'relu',
  onnx: ['Relu'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('relu', {}, parameters);
    return RELU;
  },
};
