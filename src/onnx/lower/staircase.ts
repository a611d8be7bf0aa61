import type { Activation } from '../../activations/activation.js';
import { activation } from '../../activations/registry.js';
import { staircaseParameters } from '../../activations/staircase.js';
import { at } from '../value.js';

/**
 * The step function with the given levels, one more than increasing thresholds. At a threshold it has the level below it (`tie` 0), above it (1) or the double nearest to
 * the middle between them (0.5).
 */
export function staircaseOf(thresholds: readonly number[], levels: readonly number[], tie: number): Activation {
  const values = thresholds.map((_, i) => {
    const [below, above] = [at(levels, i), at(levels, i + 1)];
    return tie === 0 ? below : tie === 1 ? above : below / 2 + above / 2;
  });
  return activation('staircase', staircaseParameters({ thresholds, values, levels, error: 0 }));
}
