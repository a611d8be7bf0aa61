import type { Activation } from '../activations/activation.js';
import { stepsOf } from '../graph/rewrites/step-terms.js';
import { MOST_LEVELS, nStateSteps, type Steps } from './steps.js';

/** Kinds of activations that are constant between jumps. */
const QUANTISERS: readonly string[] = ['n-state', 'quantize', 'round', 'floor', 'ceil', 'sign', 'step', 'staircase'];

/** Whether an activation has levels, however many. */
export function isQuantiser({ name }: Activation): boolean {
  return QUANTISERS.includes(name);
}

/** The thresholds and levels of an activation with at most 65536 levels; null: it is none. */
export function stepsOfActivation(activation: Activation): Steps | null {
  const { name, parameters } = activation;
  const { states = NaN, spacing = NaN } = parameters;
  if (name === 'n-state') return states > MOST_LEVELS ? null : nStateSteps(states, spacing);
  if (name === 'quantize') return quantizeSteps(parameters);
  return stepsOf(activation);
}

/** QuantizeLinear passes from k - 1 to k where x / scale passes k - 1/2. */
function quantizeSteps({ scale = NaN, zero = NaN, min = NaN, max = NaN }: Readonly<Record<string, number>>): Steps | null {
  const count = max - min;
  if (count >= MOST_LEVELS) return null;
  return {
    thresholds: Array.from({ length: count }, (_, i) => scale * (min - zero + i + 0.5)),
    levels: Array.from({ length: count + 1 }, (_, i) => min + i),
  };
}
