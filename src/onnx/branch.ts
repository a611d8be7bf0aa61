import type { GraphProto, NodeProto } from './messages.js';
import { Unsupported } from './op-node.js';
import { definedIn, renamedGraph } from './rename.js';
import type { Value } from './value.js';

/**
 * The branch of an If whose condition is known at load time; its own tensors get names that nothing else has. Throws
 * {@link Unsupported}.
 */
export function chosenBranch(node: NodeProto, condition: Value): GraphProto {
  if (condition.kind === 'view')
    throw new Unsupported('its condition depends on the data', 'A condition that is known at load time works.');
  if (condition.data.length !== 1 || condition.error !== null) throw new Unsupported('its condition is not one exact value', null);
  const name = condition.data[0] === 0 ? 'else_branch' : 'then_branch';
  const branch = node.attributes.find((attribute) => attribute.name === name)?.g ?? null;
  if (branch === null) throw new Unsupported(`attribute '${name}' is missing`, null);
  if (branch.sparse.length > 0) throw new Unsupported('a sparse tensor in its branch', null);
  const own = definedIn(branch);
  return renamedGraph(branch, (tensor) => (own.has(tensor) ? `${node.outputs[0] ?? ''}/${name}/${tensor}` : tensor));
}
