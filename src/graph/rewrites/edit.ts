import type { Graph, GraphNode } from '../graph.js';

/** One graph rewrite: a new graph, or null where it finds nothing to do. Element orders of input and output never change. */
export type Rewrite = (graph: Graph) => Graph | null;

/** How many inputs of other nodes read each node, the output counting as one. */
export function useCounts(graph: Graph): number[] {
  const counts = graph.nodes.map(() => 0);
  const use = (id: number) => (counts[id] = (counts[id] ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(use);
  use(graph.outputNode);
  return counts;
}

/** Replaces a node in place; the new one must not read later nodes. */
export function replaceNode(graph: Graph, node: GraphNode): Graph {
  return { ...graph, nodes: graph.nodes.map((other) => (other.id === node.id ? node : other)) };
}

/** Lets everything that reads `from` read `to` instead (an earlier node of the same elements). */
export function redirect(graph: Graph, from: number, to: number): Graph {
  const move = (id: number) => (id === from ? to : id);
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.inputs.includes(from) ? { ...node, inputs: node.inputs.map(move) } : node)),
    outputNode: move(graph.outputNode),
  };
}

/** The single input of a node if it has exactly one. */
export function sourceOf(graph: Graph, node: GraphNode): GraphNode | undefined {
  const [source] = node.inputs;
  return node.inputs.length === 1 && source !== undefined ? graph.nodes[source] : undefined;
}

/** The first result of trying every node. */
export function firstMatch(graph: Graph, attempt: (node: GraphNode) => Graph | null): Graph | null {
  for (const node of graph.nodes) {
    const result = attempt(node);
    if (result !== null) return result;
  }
  return null;
}
