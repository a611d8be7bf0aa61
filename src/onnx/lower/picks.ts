import type { OpNode } from '../op-node.js';

/** Constant indices into an axis, negative ones counted from the end. */
export function picksOf(node: OpNode, indices: ArrayLike<number>, size: number, axis: number): number[] {
  const picks = Array.from(indices, (index) => (index < 0 ? index + size : index));
  if (picks.some((index) => !(index >= 0 && index < size))) node.unsupported(`an index is outside the ${size} elements of axis ${axis}`);
  return picks;
}
