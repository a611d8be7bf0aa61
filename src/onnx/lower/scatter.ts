import type { OpNode } from '../op-node.js';
import { count, rearrange, type Value } from '../value.js';
import { concatenate } from './concat.js';

/** `x` with the elements at `targets` replaced by `updates`, in this order. */
export function scatter(node: OpNode, x: Value, updates: Value, targets: Int32Array): Value {
  const reduction = node.string('reduction', 'none');
  if (reduction !== 'none') node.unsupported(`reduction '${reduction}'`, `Reduction 'none' works.`);
  if (count(updates) !== targets.length) node.unsupported(`${count(updates)} updates for ${targets.length} elements`);
  const size = count(x);
  const source = Int32Array.from({ length: size }, (_, i) => i);
  targets.forEach((target, i) => (source[target] = size + i));
  const both = concatenate(node, [rearrange(x, [size], null), rearrange(updates, [targets.length], null)], 0);
  return rearrange(both, x.shape, source);
}
