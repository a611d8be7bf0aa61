import type { OpNode } from '../op-node.js';
import type { Constant } from '../value.js';

/** A parameter with one value a channel, shaped to broadcast against `shape` (channels on axis 1). */
export function perChannel(node: OpNode, value: Constant, shape: readonly number[]): Constant {
  const channels = shape[1] ?? 1;
  if (value.data.length !== channels) node.unsupported(`a parameter has ${value.data.length} values for ${channels} channels`);
  return { ...value, shape: shape.length < 2 ? [1] : [channels, ...shape.slice(2).map(() => 1)] };
}
