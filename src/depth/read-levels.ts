import type { ActivationNode, Graph } from '../graph/graph.js';

/** A level of a quantised activation as what reads it sees it: dequantised, where one scale and shift for all is the only reader. */
export function readLevels(graph: Graph, node: ActivationNode): (level: number) => number {
  const [reader, ...more] = graph.nodes.filter(({ inputs }) => inputs.includes(node.id));
  if (reader?.kind !== 'affine' || more.length > 0 || graph.outputNode === node.id) return (level) => level;
  const { scale, shift } = reader;
  if ((scale?.length ?? 1) > 1 || (shift?.length ?? 1) > 1) return (level) => level;
  return (level) => (scale?.[0] ?? 1) * level + (shift?.[0] ?? 0);
}
