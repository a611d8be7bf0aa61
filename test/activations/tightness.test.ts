import { describe, expect, it } from 'vitest';
import type { Activation, ActivationKind, Relaxation } from '../../src/activations/activation.js';
import { activations } from '../../src/activations/registry.js';
import { choicesOf } from '../support/violation.js';

/** Mean area between the two lines over all intervals with ends on the grid -4, -3.5, .., 4. */
function meanArea({ domain }: Pick<ActivationKind, 'domain'>, subject: Activation, relaxation: Relaxation): number {
  const lines = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
  let sum = 0;
  let count = 0;
  for (let lower = -4; lower < 4; lower += 0.5) {
    for (let upper = lower + 0.5; upper <= 4; upper += 0.5) {
      if (!(domain?.(lower, upper) ?? true)) continue;
      subject.relax(lower, upper, relaxation, lines);
      const middle = (lower + upper) / 2;
      sum += ((lines.upperSlope - lines.lowerSlope) * middle + lines.upperIntercept - lines.lowerIntercept) * (upper - lower);
      count++;
    }
  }
  return sum / count;
}

describe('the mean area between the lines', () => {
  it('is what it was', () => {
    const table: Record<string, number> = {};
    for (const kind of activations) {
      for (const parameters of kind.samples) {
        const subject = kind.create(parameters);
        const values = Object.entries(parameters).map(([key, value]) => ` ${key}=${+value.toFixed(3)}`);
        for (const relaxation of choicesOf(subject))
          table[`${kind.name}${values.join('')}: ${relaxation}`] = +meanArea(kind, subject, relaxation).toFixed(4);
      }
    }
    expect(table).toMatchInlineSnapshot(`
      {
        "abs: adaptive": 3.9926,
        "abs: fastlin": 4.7647,
        "arctan: adaptive": 1.4681,
        "arctan: area": 1.3181,
        "arctan: fastlin": 1.4681,
        "ceil: adaptive": 3.0101,
        "ceil: fastlin": 3.0101,
        "celu alpha=0.3: adaptive": 1.9366,
        "celu alpha=0.3: fastlin": 1.9366,
        "celu alpha=1: adaptive": 1.6015,
        "celu alpha=1: fastlin": 1.6015,
        "celu alpha=2.5: adaptive": 1.0466,
        "celu alpha=2.5: fastlin": 1.0466,
        "clip min=-1.5 max=Infinity: adaptive": 1.3557,
        "clip min=-1.5 max=Infinity: fastlin": 1.8199,
        "clip min=-Infinity max=0.3: adaptive": 1.9647,
        "clip min=-Infinity max=0.3: fastlin": 2.3744,
        "clip min=-Infinity max=Infinity: adaptive": 0,
        "clip min=-Infinity max=Infinity: fastlin": 0,
        "clip min=0 max=6: adaptive": 1.9963,
        "clip min=0 max=6: fastlin": 2.3824,
        "clip min=0.5 max=0.75: adaptive": 0.4004,
        "clip min=0.5 max=0.75: fastlin": 0.5147,
        "clip min=2 max=2: adaptive": 0,
        "clip min=2 max=2: fastlin": 0,
        "clip min=3 max=1: adaptive": 0,
        "clip min=3 max=1: fastlin": 0,
        "elu alpha=-0.8: adaptive": 2.609,
        "elu alpha=-0.8: fastlin": 2.609,
        "elu alpha=-3: adaptive": 4.3923,
        "elu alpha=-3: fastlin": 4.3923,
        "elu alpha=0.3: adaptive": 1.8779,
        "elu alpha=0.3: fastlin": 1.8779,
        "elu alpha=0: adaptive": 1.9963,
        "elu alpha=0: fastlin": 2.3824,
        "elu alpha=1.7: adaptive": 1.4926,
        "elu alpha=1.7: fastlin": 1.4926,
        "elu alpha=1: adaptive": 1.6015,
        "elu alpha=1: fastlin": 1.6015,
        "elu alpha=6: adaptive": 4.2437,
        "elu alpha=6: fastlin": 4.2437,
        "erf: adaptive": 1.9495,
        "erf: area": 1.7347,
        "erf: fastlin": 1.9495,
        "exp: adaptive": 22.8712,
        "exp: fastlin": 22.8712,
        "floor: adaptive": 2.9072,
        "floor: fastlin": 2.9072,
        "gelu-tanh: adaptive": 2.2121,
        "gelu-tanh: fastlin": 2.2121,
        "gelu: adaptive": 2.2115,
        "gelu: fastlin": 2.2115,
        "hard-sigmoid alpha=-0.4 beta=0.25: adaptive": 0.8637,
        "hard-sigmoid alpha=-0.4 beta=0.25: fastlin": 1.1029,
        "hard-sigmoid alpha=0 beta=0.3: adaptive": 0,
        "hard-sigmoid alpha=0 beta=0.3: fastlin": 0,
        "hard-sigmoid alpha=0.167 beta=0.5: adaptive": 0.1139,
        "hard-sigmoid alpha=0.167 beta=0.5: fastlin": 0.1875,
        "hard-sigmoid alpha=0.2 beta=0.5: adaptive": 0.246,
        "hard-sigmoid alpha=0.2 beta=0.5: fastlin": 0.375,
        "hard-sigmoid alpha=3 beta=0: adaptive": 1.6429,
        "hard-sigmoid alpha=3 beta=0: fastlin": 2.0735,
        "hard-swish: adaptive": 2.2936,
        "hard-swish: fastlin": 2.2936,
        "hard-tanh min=-1 max=1: adaptive": 2.1011,
        "hard-tanh min=-1 max=1: fastlin": 2.625,
        "hard-tanh min=-2 max=0.5: adaptive": 2.1499,
        "hard-tanh min=-2 max=0.5: fastlin": 2.7206,
        "leaky-relu alpha=0.01: adaptive": 1.9764,
        "leaky-relu alpha=0.01: fastlin": 2.3585,
        "leaky-relu alpha=0.3: adaptive": 1.3974,
        "leaky-relu alpha=0.3: fastlin": 1.6676,
        "leaky-relu alpha=0: adaptive": 1.9963,
        "leaky-relu alpha=0: fastlin": 2.3824,
        "log-sigmoid: adaptive": 1.4018,
        "log-sigmoid: fastlin": 1.4018,
        "log: adaptive": 0.2626,
        "log: fastlin": 0.2626,
        "mish: adaptive": 2.1383,
        "mish: fastlin": 2.1383,
        "power exponent=2: adaptive": 16.2188,
        "power exponent=2: fastlin": 16.2188,
        "power exponent=3: adaptive": 42.6052,
        "power exponent=3: fastlin": 42.6052,
        "power exponent=4: adaptive": 220.7754,
        "power exponent=4: fastlin": 220.7754,
        "power exponent=7: adaptive": 10530.7704,
        "power exponent=7: fastlin": 10530.7704,
        "prelu slope=-0.7: adaptive": 3.3938,
        "prelu slope=-0.7: fastlin": 4.05,
        "prelu slope=-1: adaptive": 3.9926,
        "prelu slope=-1: fastlin": 4.7647,
        "prelu slope=0.25: adaptive": 1.4972,
        "prelu slope=0.25: fastlin": 1.7868,
        "prelu slope=1: adaptive": 0,
        "prelu slope=1: fastlin": 0,
        "prelu slope=2.5: adaptive": 2.9945,
        "prelu slope=2.5: fastlin": 3.5735,
        "reciprocal: adaptive": 0.3735,
        "reciprocal: fastlin": 0.3735,
        "relu: adaptive": 1.9963,
        "relu: fastlin": 2.3824,
        "relu: flat": 2.6912,
        "round: adaptive": 2.9614,
        "round: fastlin": 2.9614,
        "selu alpha=-1 gamma=1: adaptive": 2.7763,
        "selu alpha=-1 gamma=1: fastlin": 2.7763,
        "selu alpha=0 gamma=1.5: adaptive": 2.9945,
        "selu alpha=0 gamma=1.5: fastlin": 2.9945,
        "selu alpha=0.5 gamma=2: adaptive": 3.5978,
        "selu alpha=0.5 gamma=2: fastlin": 3.5978,
        "selu alpha=1.673 gamma=1.051: adaptive": 1.5672,
        "selu alpha=1.673 gamma=1.051: fastlin": 1.5672,
        "shrink bias=-0.25 lambd=1: adaptive": 3.6519,
        "shrink bias=-0.25 lambd=1: fastlin": 3.6519,
        "shrink bias=0 lambd=0.5: adaptive": 1.8263,
        "shrink bias=0 lambd=0.5: fastlin": 1.8263,
        "shrink bias=0.5 lambd=0.5: adaptive": 1.4191,
        "shrink bias=0.5 lambd=0.5: fastlin": 1.4191,
        "shrink bias=2 lambd=0.75: adaptive": 4.9946,
        "shrink bias=2 lambd=0.75: fastlin": 4.9946,
        "sigmoid: adaptive": 0.3388,
        "sigmoid: area": 0.3216,
        "sigmoid: fastlin": 0.3388,
        "sign: adaptive": 3.5098,
        "sign: fastlin": 3.5098,
        "silu alpha=-1.5: adaptive": 2.1731,
        "silu alpha=-1.5: fastlin": 2.1731,
        "silu alpha=0.3: adaptive": 1.106,
        "silu alpha=0.3: fastlin": 1.106,
        "silu alpha=0: adaptive": 0,
        "silu alpha=0: fastlin": 0,
        "silu alpha=1.702: adaptive": 2.1773,
        "silu alpha=1.702: fastlin": 2.1773,
        "silu alpha=1: adaptive": 2.09,
        "silu alpha=1: fastlin": 2.09,
        "softplus: adaptive": 1.4018,
        "softplus: fastlin": 1.4018,
        "softsign: adaptive": 1.0736,
        "softsign: area": 0.8992,
        "softsign: fastlin": 1.0736,
        "sqrt: adaptive": 0.2361,
        "sqrt: fastlin": 0.2361,
        "step: adaptive": 1.7549,
        "step: fastlin": 1.7549,
        "tanh: adaptive": 1.6683,
        "tanh: area": 1.4937,
        "tanh: fastlin": 1.6683,
        "thresholded-relu alpha=-0.5: adaptive": 2.3951,
        "thresholded-relu alpha=-0.5: fastlin": 2.3951,
        "thresholded-relu alpha=0: adaptive": 1.9963,
        "thresholded-relu alpha=0: fastlin": 1.9963,
        "thresholded-relu alpha=1: adaptive": 2.6545,
        "thresholded-relu alpha=1: fastlin": 2.6545,
        "thresholded-relu alpha=2.5: adaptive": 2.3586,
        "thresholded-relu alpha=2.5: fastlin": 2.3586,
      }
    `);
  });
});
