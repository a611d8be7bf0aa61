import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { STEEPEST, piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { linearSegment } from './shapes/segment.js';

const defaults = { alpha: 1 };

/** x for x > alpha, 0 up to alpha: it jumps there. */
export const thresholdedRelu: ActivationKind = {
  name: 'thresholded-relu',
  onnx: ['ThresholdedRelu'],
  defaults,
  samples: [defaults, { alpha: 0 }, { alpha: -0.5 }, { alpha: 2.5 }],
  create(parameters = {}) {
    const values = withDefaults('thresholded-relu', defaults, parameters);
    const { alpha } = values;
    const segments = [linearSegment(-Infinity, alpha, 0, 0), linearSegment(alpha, Infinity, 1, 0, false)];
    return piecewiseCurvature('thresholded-relu', values, { segments, least: -STEEPEST, most: STEEPEST });
  },
};
