import type { OpNode } from '../op-node.js';
import type { Value } from '../value.js';

/** Differences of 8-bit numbers are at most 255. */
const LARGEST_PRODUCT = 255 * 255;

/** A sum of products of 8-bit numbers as int32 data; refused where 32 bits might not hold it. */
export function integerSums(node: OpNode, result: Value | undefined, terms: number): Value {
  if (result?.kind !== 'view') return node.unsupported('it does not depend on the data');
  if (terms * LARGEST_PRODUCT >= 2 ** 31) node.unsupported(`sums of ${terms} products may not fit 32 bits`);
  return { ...result, type: 'int32' };
}
