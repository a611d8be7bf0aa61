import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { exponential } from './shapes/exponential.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { bentSegment, linearSegment } from './shapes/segment.js';

const defaults = { alpha: 1.6732632423543772, gamma: 1.0507009873554805 };

/** gamma x for x > 0, gamma alpha (e^x - 1) for x <= 0, with any alpha and gamma (Klambauer et al. 2017). */
export const selu: ActivationKind = {
  name: 'selu',
  onnx: ['Selu'],
  defaults,
  samples: [defaults, { alpha: 0.5, gamma: 2 }, { alpha: 0, gamma: 1.5 }, { alpha: -1, gamma: 1 }],
  create(parameters = {}) {
    const values = withDefaults('selu', defaults, parameters);
    const { alpha, gamma } = values;
    const scale = alpha * gamma;
    const left = scale === 0 ? linearSegment(-Infinity, 0, 0, 0) : bentSegment(-Infinity, 0, scale > 0 ? 1 : -1, exponential(scale, 1));
    const segments = [left, linearSegment(0, Infinity, gamma, 0)];
    return piecewiseCurvature('selu', values, { segments, least: Math.min(0, gamma, scale), most: Math.max(0, gamma, scale) });
  },
};
