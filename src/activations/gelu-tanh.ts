import type { ActivationKind } from './activation.js';
import { withDefaults } from './parameters.js';
import { cubicGate } from './shapes/cubic-gate.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { alternating } from './shapes/segment.js';

/** (1 + tanh(v)) / 2 = logistic(2 v), 2 v = x (A + B x^2). */
const A = 1.5957691216057308;
const B = 0.07135481627260025;

/** Where it bends the other way. */
const INFLECTION = 1.4185040087908284;

const segments = alternating(cubicGate(A, B), [-INFLECTION, INFLECTION], -1);
const activation = piecewiseCurvature('gelu-tanh', {}, { segments, least: -0.13, most: 1.13 });

/** x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, the usual approximation of GELU: concave, convex, concave. */
export const geluTanh: ActivationKind = {
  name: 'gelu-tanh',
  onnx: ['Gelu'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('gelu-tanh', {}, parameters);
    return activation;
  },
};
