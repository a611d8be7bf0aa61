import type { ActivationKind } from './activation.js';
import { parameterError, withDefaults } from './parameters.js';
import { STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { linearSegment } from './shapes/segment.js';

const defaults = { bias: 0, lambd: 0.5 };

/** x + bias for x < -lambd, x - bias for x > lambd, 0 between: soft shrinkage for bias = lambd, hard for bias = 0. */
export const shrink: ActivationKind = {
  name: 'shrink',
  onnx: ['Shrink'],
  defaults,
  samples: [defaults, { bias: 0.5, lambd: 0.5 }, { bias: -0.25, lambd: 1 }, { bias: 2, lambd: 0.75 }],
  create(parameters = {}) {
    const values = withDefaults('shrink', defaults, parameters);
    const { bias, lambd } = values;
    if (!(lambd >= 0)) throw parameterError('shrink', `lambd is ${lambd}`, 'Give a lambd that is not negative.');
    const segments = [
      linearSegment(-Infinity, -lambd, 1, bias),
      linearSegment(-lambd, lambd, 0, 0),
      linearSegment(lambd, Infinity, 1, -bias, false),
    ];
    return piecewiseCurvature('shrink', values, { segments, least: -STEEPEST, most: STEEPEST });
  },
};
