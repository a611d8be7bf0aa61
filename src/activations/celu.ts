import type { ActivationKind } from './activation.js';
import { parameterError, withDefaults } from './parameters.js';
import { exponential } from './shapes/exponential.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { bentSegment, linearSegment } from './shapes/segment.js';

const defaults = { alpha: 1 };

/** x for x >= 0, alpha (e^(x / alpha) - 1) for x < 0, alpha > 0 (Barron 2017): convex, with a continuous derivative. */
export const celu: ActivationKind = {
  name: 'celu',
  onnx: ['Celu'],
  defaults,
  samples: [defaults, { alpha: 0.3 }, { alpha: 2.5 }],
  create(parameters = {}) {
    const values = withDefaults('celu', defaults, parameters);
    const { alpha } = values;
    if (!(alpha > 1e-100)) throw parameterError('celu', `alpha is ${alpha}`, 'Give a positive alpha.');
    const segments = [bentSegment(-Infinity, 0, 1, exponential(alpha, alpha)), linearSegment(0, Infinity, 1, 0)];
    return piecewiseCurvature('celu', values, { segments, least: 0, most: 1 });
  },
};
