import type { Interval } from '../activations/activation.js';
import type { Graph, GraphNode } from '../graph/graph.js';

const ANYTHING: Interval = { lower: -Infinity, upper: Infinity };

/**
 * Values that element `element` of the output node can take whatever the input is, as far as the last nodes tell: activations of a
 * bounded range (sigmoid, clip, tanh), re-orderings, and affine maps of these.
 */
export function outputRange(graph: Graph, element: number): Interval {
  return rangeOf(graph, graph.outputNode, element);
}

function rangeOf(graph: Graph, id: number, element: number): Interval {
  const node = graph.nodes[id];
  if (node === undefined) return ANYTHING;
  if (node.kind === 'activation') return rangeOfFunction(node, element);
  const source = graph.nodes[node.inputs[0] ?? -1];
  if (source === undefined) return ANYTHING;
  if (node.kind === 'affine') {
    const { lower, upper } = rangeOf(graph, source.id, element);
    const scale = node.scale?.[element % node.scale.length] ?? 1;
    const shift = node.shift?.[element % node.shift.length] ?? 0;
    const ends = [scale * lower + shift, scale * upper + shift];
    return ends.every(Number.isFinite) ? { lower: Math.min(...ends), upper: Math.max(...ends) } : ANYTHING;
  }
  if (node.kind === 'channel-slice') {
    const { channels } = node.shape;
    return rangeOf(graph, source.id, Math.floor(element / channels) * source.shape.channels + node.start + (element % channels));
  }
  if (node.kind === 'sparse' && node.weights === null && node.bias === null) {
    const first = node.starts[element] ?? NaN;
    return node.starts[element + 1] === first + 1 ? rangeOf(graph, source.id, node.indices[first] ?? NaN) : ANYTHING;
  }
  return ANYTHING;
}

function rangeOfFunction(node: Extract<GraphNode, { kind: 'activation' }>, element: number): Interval {
  const range: Interval = { lower: -Infinity, upper: Infinity };
  node.functions[element % node.functions.length]?.range(-Number.MAX_VALUE, Number.MAX_VALUE, range);
  return range;
}
