import { DataError } from '../errors.js';
import type { TargetChoice } from './settings.js';

/**
 * The classes that an input is certified against. `logits` are the scores at the input; `index` seeds the random choice, so that it
 * does not depend on what else runs.
 *
 * @throws DataError `TARGET_IS_LABEL`.
 */
export function chooseTargets(choice: TargetChoice, others: readonly number[], margins: readonly number[], index: number): number[] {
  switch (choice) {
    case 'all':
      return [...others];
    case 'runner-up':
      return [best(others, (i) => -(margins[i] ?? NaN))];
    case 'least-likely':
      return [best(others, (i) => margins[i] ?? NaN)];
    case 'random':
      return others.filter((_, i) => i === mix(index) % others.length);
    default:
      if (others.includes(choice)) return [choice];
      throw new DataError('TARGET_IS_LABEL', `target class ${choice} is the label of this input: there is no margin to certify`, {
        hint: "choose another class, or --target 'all'",
      });
  }
}

function best(others: readonly number[], score: (i: number) => number): number {
  const winner = others.reduce((top, _, i) => (score(i) > score(top) ? i : top), 0);
  return others[winner] ?? NaN;
}

/** A well-mixed 32-bit hash (murmur3 finalizer). */
export function mix(seed: number): number {
  let h = (seed + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
