import type { Activation } from '../../activations/activation.js';
import { activation } from '../../activations/registry.js';
import { at } from '../value.js';

/**
 * The step function with the given levels, one more than increasing thresholds. At a threshold it has the level below it (`tie` 0), above it (1) or the double nearest to
 * the middle between them (0.5).
 */
export function staircaseOf(thresholds: readonly number[], levels: readonly number[], tie: number): Activation {
  const parameters: Record<string, number> = { level0: at(levels, 0) };
  thresholds.forEach((threshold, i) => {
    const [below, above] = [at(levels, i), at(levels, i + 1)];
    parameters[`threshold${i + 1}`] = threshold;
    parameters[`value${i + 1}`] = tie === 0 ? below : tie === 1 ? above : below / 2 + above / 2;
    parameters[`level${i + 1}`] = above;
  });
  return activation('staircase', { ...parameters, error: 0 });
}
