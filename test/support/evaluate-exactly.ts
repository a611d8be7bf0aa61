import type { ConvNode, Graph, GraphNode, MaxPoolNode } from '../../src/graph/graph.js';
import { mapSize } from '../../src/graph/graph.js';
import { definitionOf } from './precise-activations.js';
import { ZERO, add, dyadic, maximum, multiply, negate, type Dyadic } from './dyadic.js';

/** The value of a graph at a point, without any rounding but that of activations that are not piecewise linear: 2^-200 (see precise.ts). */
export function evaluateExactly(graph: Graph, point: readonly Dyadic[]): readonly Dyadic[] {
  const values: Dyadic[][] = [];
  for (const node of graph.nodes)
    values.push(
      node.kind === 'input'
        ? [...point]
        : step(
            graph,
            node,
            node.inputs.map((i) => values[i]!),
          ),
    );
  return values[graph.outputNode]!;
}

function step(graph: Graph, node: GraphNode, inputs: readonly Dyadic[][]): Dyadic[] {
  const input = inputs[0]!;
  const size = mapSize(node.shape);
  const range = Array.from({ length: size }, (_, k) => k);
  switch (node.kind) {
    case 'conv':
      return range.map((k) => conv(graph, node, input, k));
    case 'dense':
      return range.map((k) =>
        plus(
          dot(input, (i) => node.weights[k * input.length + i]!),
          node.bias,
          k,
        ),
      );
    case 'affine':
      return range.map((k) => plus(multiply(input[k]!, dyadic(at(node.scale, k, 1))), node.shift, k));
    case 'sparse':
      return range.map((k) => {
        let sum = ZERO;
        for (let e = node.starts[k]!; e < node.starts[k + 1]!; e++)
          sum = add(sum, multiply(input[node.indices[e]!]!, dyadic(node.weights?.[e] ?? 1)));
        return plus(sum, node.bias, k);
      });
    case 'add':
      return range.map((k) => inputs.reduce((sum, values, i) => add(sum, node.signs[i] === 1 ? values[k]! : negate(values[k]!)), ZERO));
    case 'concat': {
      const widths = node.inputs.map((i) => graph.nodes[i]!.shape.channels);
      return range.map((k) => {
        let c = k % node.shape.channels;
        const position = Math.floor(k / node.shape.channels);
        let part = 0;
        while (c >= widths[part]!) c -= widths[part++]!;
        return inputs[part]![position * widths[part]! + c]!;
      });
    }
    case 'channel-slice': {
      const channels = graph.nodes[node.inputs[0]!]!.shape.channels;
      return range.map((k) => input[Math.floor(k / node.shape.channels) * channels + node.start + (k % node.shape.channels)]!);
    }
    case 'activation':
      return range.map((k) => definitionOf(node.functions[k % node.functions.length]!)(input[k]!));
    case 'product':
      return range.map((k) => multiply(input[k]!, inputs[1]![k]!));
    case 'max-pool':
      return range.map((k) =>
        taps(graph, node, k)
          .map(({ element }) => input[element]!)
          .reduce(maximum),
      );
    case 'input':
      return [...input];
  }
}

function conv(graph: Graph, node: ConvNode, input: readonly Dyadic[], k: number): Dyadic {
  const channels = graph.nodes[node.inputs[0]!]!.shape.channels;
  const perGroup = channels / node.groups;
  const co = k % node.shape.channels;
  const group = Math.floor(co / (node.shape.channels / node.groups));
  let sum = ZERO;
  for (const { tap, position } of positions(graph, node, k)) {
    for (let ci = 0; ci < perGroup; ci++) {
      const weight = node.weights[(co * node.kernelHeight * node.kernelWidth + tap) * perGroup + ci]!;
      sum = add(sum, multiply(dyadic(weight), input[position * channels + group * perGroup + ci]!));
    }
  }
  return node.bias === null ? sum : add(sum, dyadic(node.bias[co]!));
}

function taps(graph: Graph, node: MaxPoolNode, k: number) {
  const { channels } = node.shape;
  return positions(graph, node, k).map(({ position }) => ({ element: position * channels + (k % channels) }));
}

function positions(graph: Graph, node: ConvNode | MaxPoolNode, k: number): { tap: number; position: number }[] {
  const input = graph.nodes[node.inputs[0]!]!.shape;
  const place = Math.floor(k / node.shape.channels);
  const y = Math.floor(place / node.shape.width) * node.strideY - node.padTop;
  const x = (place % node.shape.width) * node.strideX - node.padLeft;
  const found: { tap: number; position: number }[] = [];
  for (let ky = 0; ky < node.kernelHeight; ky++) {
    for (let kx = 0; kx < node.kernelWidth; kx++) {
      const iy = y + ky * node.dilationY;
      const ix = x + kx * node.dilationX;
      if (iy >= 0 && iy < input.height && ix >= 0 && ix < input.width)
        found.push({ tap: ky * node.kernelWidth + kx, position: iy * input.width + ix });
    }
  }
  return found;
}

function dot(values: readonly Dyadic[], weight: (i: number) => number): Dyadic {
  return values.reduce((sum, value, i) => add(sum, multiply(value, dyadic(weight(i)))), ZERO);
}

function at(constant: Float64Array | null, k: number, fallback: number): number {
  return constant === null ? fallback : constant[k % constant.length]!;
}

function plus(sum: Dyadic, constant: Float64Array | null, k: number): Dyadic {
  return constant === null ? sum : add(sum, dyadic(at(constant, k, 0)));
}
