import type { ConvNode, Graph, GraphNode, MapShape, MaxPoolNode } from '../../src/graph/graph.js';
import { mapSize } from '../../src/graph/graph.js';

/**
 * Plain forward evaluation of a layer graph in float64, straight from the comments of graph.ts: an oracle that shares no code with
 * src/graph/nodes. Input and output are in ONNX row-major order.
 */
export function evaluateGraph(graph: Graph, onnxInput: Float64Array): Float64Array {
  const input = Float64Array.from({ length: onnxInput.length }, (_, i) => at(onnxInput, graph.inputLayout?.[i] ?? i));
  const values: Float64Array[] = [];
  for (const node of graph.nodes) {
    values.push(node.kind === 'input' ? input : evaluateNode(graph, node, node.inputs.map((id) => at(values, id)))); // prettier-ignore
  }
  const result = at(values, graph.outputNode);
  return Float64Array.from({ length: result.length }, (_, i) => at(result, graph.outputLayout?.[i] ?? i));
}

function evaluateNode(graph: Graph, node: GraphNode, inputs: readonly Float64Array[]): Float64Array {
  const shape = (input: number): MapShape => at(graph.nodes, at(node.inputs, input)).shape;
  const x = at(inputs, 0);
  const result = new Float64Array(mapSize(node.shape));
  const each = (value: (i: number) => number): Float64Array => result.map((_, i) => value(i));
  switch (node.kind) {
    case 'input':
      return x;
    case 'conv':
      return conv(node, shape(0), x, result);
    case 'dense':
      return each((i) => x.reduce((sum, value, k) => sum + at(node.weights, i * x.length + k) * value, node.bias?.[i] ?? 0));
    case 'affine':
      return each((i) => cyclic(node.scale, i, 1) * at(x, i) + cyclic(node.shift, i, 0));
    case 'sparse':
      return each((i) => {
        let sum = node.bias?.[i] ?? 0;
        for (let e = at(node.starts, i); e < at(node.starts, i + 1); e++) sum += (node.weights?.[e] ?? 1) * at(x, at(node.indices, e));
        return sum;
      });
    case 'add':
      return each((i) => inputs.reduce((sum, value, k) => sum + at(node.signs, k) * at(value, i), 0));
    case 'concat':
      return concat(node.inputs.map((_, k) => shape(k).channels), inputs, result); // prettier-ignore
    case 'channel-slice':
      return each((i) => {
        const position = Math.floor(i / node.shape.channels);
        return at(x, position * shape(0).channels + node.start + (i % node.shape.channels));
      });
    case 'activation':
      return each((i) => at(node.functions, i % node.functions.length).evaluate(at(x, i)));
    case 'product':
      return each((i) => at(x, i) * at(at(inputs, 1), i));
    case 'max-pool':
      return maxPool(node, shape(0), x, result);
  }
}

function at<T>(list: { readonly [index: number]: T; readonly length: number }, i: number): T {
  const item = list[i];
  if (item === undefined) throw new Error(`nothing at ${i}`);
  return item;
}

function cyclic(values: Float64Array | null, i: number, fallback: number): number {
  return values === null ? fallback : at(values, i % values.length);
}

/** Calls back for every tap of every output position that lies in the input. */
function forTaps(
  node: ConvNode | MaxPoolNode,
  input: MapShape,
  visit: (output: number, source: number, ky: number, kx: number) => void,
): void {
  for (let y = 0; y < node.shape.height; y++) {
    for (let x = 0; x < node.shape.width; x++) {
      for (let ky = 0; ky < node.kernelHeight; ky++) {
        for (let kx = 0; kx < node.kernelWidth; kx++) {
          const iy = y * node.strideY + ky * node.dilationY - node.padTop;
          const ix = x * node.strideX + kx * node.dilationX - node.padLeft;
          if (iy < 0 || ix < 0 || iy >= input.height || ix >= input.width) continue;
          visit(y * node.shape.width + x, iy * input.width + ix, ky, kx);
        }
      }
    }
  }
}

function conv(node: ConvNode, input: MapShape, x: Float64Array, result: Float64Array): Float64Array {
  const out = node.shape.channels;
  const perGroup = input.channels / node.groups;
  const outPerGroup = out / node.groups;
  result.forEach((_, i) => (result[i] = node.bias?.[i % out] ?? 0));
  forTaps(node, input, (output, source, ky, kx) => {
    for (let co = 0; co < out; co++) {
      const first = source * input.channels + Math.floor(co / outPerGroup) * perGroup;
      const filter = ((co * node.kernelHeight + ky) * node.kernelWidth + kx) * perGroup;
      let sum = 0;
      for (let c = 0; c < perGroup; c++) sum += at(node.weights, filter + c) * at(x, first + c);
      result[output * out + co] = at(result, output * out + co) + sum;
    }
  });
  return result;
}

function maxPool(node: MaxPoolNode, input: MapShape, x: Float64Array, result: Float64Array): Float64Array {
  const channels = input.channels;
  result.fill(-Infinity);
  forTaps(node, input, (output, source) => {
    for (let c = 0; c < channels; c++) {
      result[output * channels + c] = Math.max(at(result, output * channels + c), at(x, source * channels + c));
    }
  });
  return result;
}

function concat(channels: readonly number[], inputs: readonly Float64Array[], result: Float64Array): Float64Array {
  const total = channels.reduce((sum, count) => sum + count, 0);
  let first = 0;
  for (const [k, values] of inputs.entries()) {
    const count = at(channels, k);
    values.forEach((value, i) => (result[Math.floor(i / count) * total + first + (i % count)] = value));
    first += count;
  }
  return result;
}
