import type { ActivationKind } from './activation.js';
import { parameterError, withDefaults } from './parameters.js';
import { monotoneStep, type Staircase } from './shapes/monotone-step.js';
import { STEEPEST } from './shapes/piecewise-curvature.js';

/** `tie` is H(0): 0, 1/2 or 1. */
const defaults = { states: 3, spacing: 1, tie: 0.5 };

/**
 * The N-state activation (Blumenfeld, Gilboa, Soudry 2019, arXiv 1906.00771, section 3): phi_N(x) = -1 + 2 / (N - 1) sum of H(x - g_j), j = 1 .. N - 1, with
 * thresholds g_j = spacing (j - N / 2). Thresholds and levels are the doubles nearest to these numbers. At a threshold it has the level below it (`tie` 0), above it (1) or
 * half way between them (1/2): two states are then the sign.
 */
export const nState: ActivationKind = {
  name: 'n-state',
  onnx: ['NState'],
  defaults,
  samples: [defaults, { states: 2, spacing: 1, tie: 0.5 }, { states: 4, spacing: 0.5, tie: 1 }, { states: 16, spacing: 0.25, tie: 0 }],
  create(parameters = {}) {
    const values = withDefaults('n-state', defaults, parameters);
    const { states, spacing, tie } = values;
    if (!Number.isInteger(states) || states < 2 || states > 2 ** 20) {
      throw parameterError('n-state', `states is ${states}`, 'Give a whole number from 2 to 2^20.');
    }
    if (!(spacing >= 1e-30 && spacing <= 1e30))
      throw parameterError('n-state', `spacing is ${spacing}`, 'Give a number from 1e-30 to 1e30.');
    if (![0, 0.5, 1].includes(tie)) throw parameterError('n-state', `tie is ${tie}`, 'Give 0, 0.5 or 1.');
    const steepest = Math.min(STEEPEST, 2 ** 11 / ((states - 1) * spacing));
    return monotoneStep('n-state', values, stairsOf(states, spacing, tie), states === 2 ? STEEPEST : steepest);
  },
};

function stairsOf(states: number, spacing: number, tie: number): Staircase {
  const position = (k: number) => spacing * (k - states / 2);
  const level = (k: number) => (2 * (k - 1) - (states - 1)) / (states - 1) + 0;
  const indexAt = (x: number) => {
    let k = Math.min(states, Math.max(0, Math.floor(x / spacing + states / 2)));
    while (k < states && position(k + 1) <= x) k++;
    while (k > 0 && position(k) > x) k--;
    return k;
  };
  return {
    value(x) {
      const k = Math.min(states - 1, indexAt(x));
      return k > 0 && position(k) === x ? level(k + tie) : level(k + 1);
    },
    first: 1,
    last: states - 1,
    position,
    level,
    units: 0,
    rounded: true,
    indexAt,
  };
}
