import { describe, expect, it } from 'vitest';
import type { Activation, ActivationKind } from '../../src/activations/activation.js';
import { activations } from '../../src/activations/registry.js';
import { leastArea } from '../support/least-area.js';
import { choicesOf } from '../support/violation.js';

const lines = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };

function areaOf(subject: Activation, relaxation: ReturnType<typeof choicesOf>[number], lower: number, upper: number): number {
  subject.relax(lower, upper, relaxation, lines);
  const middle = (lower + upper) / 2;
  return ((lines.upperSlope - lines.lowerSlope) * middle + lines.upperIntercept - lines.lowerIntercept) * (upper - lower);
}

/** By how many per cent the area of the best choice of lines is above the least, over all intervals with ends on the grid -4.25, -3.55, .., 4.15. */
function excess({ domain }: Pick<ActivationKind, 'domain'>, subject: Activation): number {
  let area = 0;
  let least = 0;
  for (let i = 0; i <= 12; i++) {
    for (let j = i + 1; j <= 12; j++) {
      const [lower, upper] = [-4.25 + 0.7 * i, -4.25 + 0.7 * j];
      if (!(domain?.(lower, upper, subject.parameters) ?? true)) continue;
      area += Math.min(...choicesOf(subject).map((choice) => areaOf(subject, choice, lower, upper)));
      least += leastArea((x) => subject.evaluate(x), lower, upper);
    }
  }
  return least < 1e-6 ? area : (area / least - 1) * 100;
}

describe('the area between the lines', () => {
  it('is within 1 % of the least, on average over a grid of intervals', () => {
    const table: Record<string, number> = {};
    for (const kind of activations) {
      for (const parameters of kind.samples) {
        const values = Object.entries(parameters).map(([key, value]) => ` ${key}=${+value.toFixed(3)}`);
        table[kind.name + values.join('')] = +excess(kind, kind.create(parameters)).toFixed(2) + 0;
      }
    }
    expect(table).toMatchInlineSnapshot(`
      {
        "abs": 0.02,
        "acos": 0,
        "acosh": 0,
        "arctan": 0.01,
        "asin": 0,
        "asinh": 0.01,
        "atanh": 0,
        "ceil": 0,
        "celu alpha=0.3": 0.02,
        "celu alpha=1": 0.02,
        "celu alpha=2.5": 0.02,
        "clip min=-1.5 max=Infinity": 0.02,
        "clip min=-Infinity max=0.3": 0.02,
        "clip min=-Infinity max=Infinity": 0,
        "clip min=0 max=6": 0.02,
        "clip min=0.5 max=0.75": 0,
        "clip min=2 max=2": 0,
        "clip min=3 max=1": 0,
        "cos": 0.01,
        "cosh": 0.04,
        "cubic-silu linear=1.596 cubic=0.071": 0.02,
        "cubic-silu linear=1.597 cubic=0.071": 0.02,
        "elu alpha=-0.8": 0.02,
        "elu alpha=-3": 0.02,
        "elu alpha=0": 0.02,
        "elu alpha=0.3": 0.02,
        "elu alpha=1": 0.02,
        "elu alpha=1.7": 0.02,
        "elu alpha=6": 0.01,
        "erf": 0.01,
        "exp": 0.06,
        "exp-base base=0.3": 0.02,
        "exp-base base=1": 0,
        "exp-base base=1.001": 0.03,
        "exp-base base=10": 0.07,
        "exp-base base=2": 0.05,
        "floor": 0,
        "gelu": 0.02,
        "gelu-tanh": 0.02,
        "hard-sigmoid alpha=-0.4 beta=0.25": 0.13,
        "hard-sigmoid alpha=0 beta=0.3": 0,
        "hard-sigmoid alpha=0.167 beta=0.5": 0.05,
        "hard-sigmoid alpha=0.2 beta=0.5": 0.02,
        "hard-sigmoid alpha=3 beta=0": 0.09,
        "hard-swish": 0.02,
        "hard-tanh min=-1 max=1": 0.22,
        "hard-tanh min=-2 max=0.5": 0.01,
        "leaky-clip min=-0.7 max=1.3 slope=1 offset=0 leak=-0.15 left=-1.5 right=0.75 p=3": 0.09,
        "leaky-clip min=-1 max=1 slope=1 offset=0 leak=0 left=0 right=0 p=1": 0.22,
        "leaky-clip min=-2 max=2 slope=0.25 offset=0.5 leak=-0.025 left=0.03 right=-0.03 p=1": 0.02,
        "leaky-clip min=0 max=1 slope=1 offset=0 leak=0.3 left=0 right=-2 p=2": 0.01,
        "leaky-clip min=0.1 max=1 slope=1.1 offset=0.3 leak=0.2 left=0 right=0 p=1": 0.05,
        "leaky-relu alpha=0": 0.02,
        "leaky-relu alpha=0.01": 0.02,
        "leaky-relu alpha=0.3": 0.02,
        "log": 0,
        "log-sigmoid": 0.03,
        "mish": 0.02,
        "n-state states=16 spacing=0.25 tie=0": 0.02,
        "n-state states=2 spacing=1 tie=0.5": 0,
        "n-state states=3 spacing=1 tie=0.5": 0,
        "n-state states=4 spacing=0.5 tie=1": 0,
        "noisy-hard-sigmoid alpha=0.5 c=8 distribution=0 p=2 mode=2 noise=-1.5": 0.04,
        "noisy-hard-sigmoid alpha=1 c=20 distribution=1 p=-0.75 mode=2 noise=-2": 0.02,
        "noisy-hard-sigmoid alpha=1.1 c=0.15 distribution=0 p=1 mode=2 noise=3": 0.02,
        "noisy-hard-sigmoid alpha=1.1 c=0.15 distribution=1 p=1 mode=0 noise=0": 0.02,
        "noisy-hard-sigmoid alpha=1.5 c=0.75 distribution=0 p=6 mode=2 noise=4": 0.03,
        "noisy-hard-tanh alpha=0.5 c=8 distribution=0 p=2 mode=2 noise=-1.5": 0.01,
        "noisy-hard-tanh alpha=1 c=20 distribution=1 p=-0.75 mode=2 noise=-2": 0.01,
        "noisy-hard-tanh alpha=1.15 c=0.5 distribution=0 p=1 mode=0 noise=0": 0.01,
        "noisy-hard-tanh alpha=1.15 c=0.5 distribution=1 p=1 mode=2 noise=3": 0.01,
        "noisy-hard-tanh alpha=1.5 c=0.75 distribution=0 p=6 mode=2 noise=4": 0.01,
        "power exponent=-0.5": 0,
        "power exponent=-1": 0,
        "power exponent=-1.7": 0,
        "power exponent=-2": 0,
        "power exponent=-3": 0,
        "power exponent=0": 0,
        "power exponent=0.3": 0,
        "power exponent=0.5": 0,
        "power exponent=1": 0,
        "power exponent=1.5": 0,
        "power exponent=2": 0.03,
        "power exponent=2.2": 0,
        "power exponent=3": 0.02,
        "power exponent=4": 0.04,
        "power exponent=7": 0.03,
        "prelu slope=-0.7": 0.02,
        "prelu slope=-1": 0.02,
        "prelu slope=0.25": 0.02,
        "prelu slope=1": 0,
        "prelu slope=2.5": 0.02,
        "quantize scale=0.5 zero=3 min=0 max=7": 0.01,
        "quantize scale=1 zero=-1 min=-1 max=0": 0,
        "quantize scale=1 zero=0 min=-128 max=127": 0,
        "quantize scale=2 zero=0 min=0 max=0": 0,
        "reciprocal": 0,
        "relu": 0.02,
        "round": 0,
        "rsqrt": 0,
        "selu alpha=-1 gamma=1": 0.02,
        "selu alpha=0 gamma=1.5": 0.02,
        "selu alpha=0.5 gamma=2": 0.02,
        "selu alpha=1.673 gamma=1.051": 0.02,
        "shrink bias=-0.25 lambd=1": 0,
        "shrink bias=0 lambd=0.5": 0,
        "shrink bias=0.5 lambd=0.5": 0,
        "shrink bias=2 lambd=0.75": 0,
        "sigmoid": 0.01,
        "sign": 0,
        "silu alpha=-1.5": 0.02,
        "silu alpha=0": 0,
        "silu alpha=0.3": 0.03,
        "silu alpha=1": 0.02,
        "silu alpha=1.702": 0.02,
        "sin": 0.01,
        "sinh": 0.02,
        "softplus": 0.03,
        "softsign": 0,
        "sqrt": 0,
        "staircase level0=-1 threshold1=0 value1=0 level1=1 error=0": 0,
        "staircase level0=0 threshold1=-0.5 value1=0.25 level1=0.25 threshold2=1 value2=1 level2=1 threshold3=2.5 value3=1 level3=1.5 error=0": 0,
        "staircase level0=0.75 error=0": 0,
        "staircase level0=1 threshold1=-1.5 value1=-1 level1=-1 threshold2=0.5 value2=3 level2=2 error=0": 0,
        "step": 0,
        "tan": 0,
        "tanh": 0.01,
        "terelu alpha=0.5 beta=0.5 mu=1.5 form=0": 0,
        "terelu alpha=0.7 beta=0.5 mu=1 form=1": 0,
        "terelu alpha=1 beta=0.5 mu=2 form=2": 0,
        "terelu alpha=1 beta=1 mu=1 form=0": 0,
        "terelu alpha=1 beta=1.5 mu=2 form=1": 0.01,
        "terelu alpha=1.5 beta=2 mu=0.5 form=0": 0,
        "thresholded-relu alpha=-0.5": 0.02,
        "thresholded-relu alpha=0": 0.02,
        "thresholded-relu alpha=1": 0.02,
        "thresholded-relu alpha=2.5": 0.01,
      }
    `);
    expect(Object.entries(table).filter(([, percent]) => !(percent <= 1))).toEqual([]);
  });
});
