import type { ActivationKind } from './activation.js';
import { tanh } from './elementary/tanh.js';
import { parameterError, withDefaults } from './parameters.js';
import { cubicGate } from './shapes/cubic-gate.js';
import { piecewiseCurvature } from './shapes/piecewise-curvature.js';
import { alternating } from './shapes/segment.js';

/** 2 sqrt(2 / pi), and that times 0.044715, as doubles: the tanh form of GELU but for their rounding. */
const defaults = { linear: 1.5957691216057308, cubic: 0.07135481627260025 };

/** The error bounds of the curve hold for parameters this near to the defaults. */
const NEAR = 1e-3;

/** x logistic(linear x + cubic x^3): the tanh form of GELU with its constants as a file rounds them. Concave, convex, concave. */
export const cubicSilu: ActivationKind = {
  name: 'cubic-silu',
  onnx: [],
  defaults,
  samples: [defaults, { linear: 1.5965, cubic: 0.0713 }],
  create(parameters = {}) {
    const values = withDefaults('cubic-silu', defaults, parameters);
    const { linear, cubic } = values;
    if (!isNearGelu(linear, cubic)) {
      const hint = `Give numbers within 0.1 % of ${defaults.linear} and ${defaults.cubic}.`;
      throw parameterError('cubic-silu', `linear is ${linear} and cubic is ${cubic}`, hint);
    }
    const inflection = inflectionOf(linear, cubic);
    const segments = alternating(cubicGate(linear, cubic), [-inflection, inflection], -1);
    return piecewiseCurvature('cubic-silu', values, { segments, least: -0.14, most: 1.14 });
  },
};

/** Whether parameters are near enough to those of GELU for `cubic-silu`. */
export function isNearGelu(linear: number, cubic: number): boolean {
  const near = (value: number, wanted: number) => Math.abs(value - wanted) <= NEAR * wanted;
  return near(linear, defaults.linear) && near(cubic, defaults.cubic);
}

/** Where it bends the other way, f'' = s (1 - s) g(x): g falls through 0 near 1.4185. */
function inflectionOf(a: number, b: number): number {
  let [low, high] = [1.3, 1.55];
  for (let round = 0; round < 60; round++) {
    const x = low / 2 + high / 2;
    const rise = a + 3 * b * x * x;
    const g = 2 * a + 12 * b * x * x - x * rise * rise * tanh((x * (a + b * x * x)) / 2);
    if (g > 0) low = x;
    else high = x;
  }
  return low;
}
