import type { Graph, GraphNode } from '../graph.js';

/** Removes nodes that the output does not need and numbers the others anew. The input always stays. */
export function dropUnreachable(graph: Graph): Graph | null {
  const needed = new Set([0, graph.outputNode]);
  for (const node of graph.nodes.toReversed()) {
    if (needed.has(node.id)) node.inputs.forEach((id) => needed.add(id));
  }
  if (needed.size === graph.nodes.length) return null;
  const kept = graph.nodes.filter((node) => needed.has(node.id));
  const renumbered = new Map(kept.map((node, id) => [node.id, id]));
  const move = (id: number) => renumbered.get(id) ?? NaN;
  const nodes = kept.map((node): GraphNode => ({ ...node, id: move(node.id), inputs: node.inputs.map(move) }));
  return { ...graph, nodes, outputNode: move(graph.outputNode) };
}
