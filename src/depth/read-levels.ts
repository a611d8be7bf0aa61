import type { ActivationNode, Graph, GraphNode } from '../graph/graph.js';

/** A level of a quantised activation as what reads it sees it: dequantised, where everything that reads it is the same scale and shift for all of its elements. */
export function readLevels(graph: Graph, node: ActivationNode): (level: number) => number {
  const readers = graph.nodes.filter(({ inputs }) => inputs.includes(node.id)).map(uniform);
  const [first] = readers;
  const agree = readers.every((one) => one !== null && one.scale === first?.scale && one.shift === first.shift);
  if (first === undefined || first === null || !agree || graph.outputNode === node.id) return (level) => level;
  return (level) => first.scale * level + first.shift;
}

function uniform(node: GraphNode): { readonly scale: number; readonly shift: number } | null {
  if (node.kind !== 'affine' || (node.scale?.length ?? 1) > 1 || (node.shift?.length ?? 1) > 1) return null;
  return { scale: node.scale?.[0] ?? 1, shift: node.shift?.[0] ?? 0 };
}
