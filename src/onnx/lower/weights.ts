import { relativeUnits } from '../../graph/folded.js';
import type { OpNode } from '../op-node.js';
import type { Constant } from '../value.js';

/** The `weightUnits` of a constant used as weights. */
export function unitsOf(node: OpNode, weights: Constant): number {
  const units = relativeUnits(weights.data, weights.error);
  if (units === Infinity) node.unsupported('a weight computed in the graph is not known to a relative precision');
  return units;
}
