import type { Graph, GraphNode } from '../graph.js';
import { firstMatch, useCounts } from './edit.js';
import { withSpelled } from './spelling/chain.js';
import { type Cone, conesOf } from './spelling/cone.js';
import { families } from './spelling/families.js';
import { polynomialOf } from './spelling/read.js';

/**
 * Replaces nodes that together spell an activation of one value (x sigmoid(x), x (1 + erf(x / sqrt(2))) / 2, ..) by that activation: lines for the whole
 * are tighter than lines for the parts. What is spelled is what the file's constants say, to the last bit: the activation takes them as
 * parameters, or as scales before and after it whose rounding is stated. Nothing happens where somebody else reads a part.
 */
export function spelledActivations(graph: Graph): Graph | null {
  const uses = useCounts(graph);
  return firstMatch(graph, (node) => {
    if (node.kind !== 'activation' && node.kind !== 'product' && node.kind !== 'add') return null;
    for (const { anchor, interior } of conesOf(graph, node.inputs, uses)) {
      const cone: Cone = { anchor, root: node.id, interior: [...interior] };
      const result = mergesSome(graph, node, cone) ? recognise(graph, cone) : null;
      if (result !== null) return result;
    }
    return null;
  });
}

function recognise(graph: Graph, cone: Cone): Graph | null {
  const polynomial = polynomialOf(graph, cone);
  if (polynomial === null) return null;
  for (const family of families) {
    const found = family(polynomial);
    const result = found === null ? null : withSpelled(graph, cone, found);
    if (result !== null) return result;
  }
  return null;
}

/** Whether a rewrite leaves fewer nodes that are not linear, or no product of x by x. */
function mergesSome(graph: Graph, root: GraphNode, { interior }: Cone): boolean {
  return root.kind === 'product' || interior.some((id) => graph.nodes[id]?.kind !== 'affine');
}
