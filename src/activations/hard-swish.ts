import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import type { Curve } from './shapes/curve.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { bentSegment, linearSegment } from './shapes/segment.js';

/** x (x + 3) / 6: sum, product and quotient round once each. Its derivative x / 3 + 1/2: quotient (<= 1) and sum (<= 1.5). */
const curve: Curve = {
  value: (x) => (x * (x + 3)) / 6,
  valueError: (_x, value) => 5 * UNIT * Math.abs(value) + 4 * ETA,
  slope: (x) => x / 3 + 0.5,
  slopeError: () => 4 * UNIT,
};

const activation = piecewiseCurvature(
  'hard-swish',
  {},
  {
    segments: [linearSegment(-Infinity, -3, 0, 0), bentSegment(-3, 3, 1, curve), linearSegment(3, Infinity, 1, 0)],
    least: -0.5,
    most: 1.5,
    infimum: -0.375,
  },
);

/** x min(1, max(0, x / 6 + 1/2)) (Howard et al. 2019): 0 up to -3, x from 3 on, a parabola between, kinks where they meet. */
export const hardSwish: ActivationKind = {
  name: 'hard-swish',
  onnx: ['HardSwish'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('hard-swish', {}, parameters);
    return activation;
  },
};
