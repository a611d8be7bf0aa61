import { type ActivationNode, mapSize, type Graph, type GraphNoise, type GraphNode, type MapShape, type Origin } from '../graph/graph.js';

/** One node of the layer graph, as `inspect --json` shows it. */
export interface NodeReport {
  readonly id: number;
  /** Of the last ONNX node that went into it. */
  readonly name: string;
  /** Kind of node; for an activation, which one. */
  readonly op: string;
  /** Kernel, stride and the like, where there is something to say. */
  readonly detail: string;
  readonly inputs: readonly number[];
  /** `[height, width, channels]`, as values are kept; a vector is 1 x 1 x n. */
  readonly shape: readonly [number, number, number];
  /** Elements that have to be relaxed: those of activations, max-pools and products. */
  readonly neurons: number;
  /** Numbers the node holds, after folding. */
  readonly parameters: number;
  /** The ONNX nodes it came from. */
  readonly onnx: readonly Origin[];
}

/** A model, as `inspect --json` shows it. */
export interface InspectReport {
  readonly path: string;
  readonly sha256: string;
  readonly opset: number;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly nodes: readonly NodeReport[];
  readonly neurons: number;
  readonly parameters: number;
  /** Absent where there are no noisy units. */
  readonly noise?: GraphNoise;
  readonly stripped: readonly string[];
  readonly notices: readonly string[];
}

/** Describes the layer graph of a model. */
export function inspectGraph(graph: Graph, path: string, sha256: string): InspectReport {
  const nodes = graph.nodes.map((node) => describe(node, graph));
  const { input, output, opset, stripped, notices } = graph;
  return {
    path,
    sha256,
    opset,
    inputs: [{ ...input }],
    outputs: [{ ...output }],
    nodes,
    neurons: nodes.reduce((sum, node) => sum + node.neurons, 0),
    parameters: nodes.reduce((sum, node) => sum + node.parameters, 0),
    ...(graph.noise === undefined ? {} : { noise: graph.noise }),
    stripped,
    notices,
  };
}

function describe(node: GraphNode, graph: Graph): NodeReport {
  const { id, inputs, shape, origin } = node;
  const relaxed = node.kind === 'activation' || node.kind === 'max-pool' || node.kind === 'product';
  return {
    id,
    name: node.kind === 'input' ? graph.input.name : (origin.at(-1)?.name ?? ''),
    op: opOf(node),
    detail: detailOf(node),
    inputs,
    shape: [shape.height, shape.width, shape.channels],
    neurons: relaxed ? mapSize(shape) : 0,
    parameters: parametersOf(node),
    onnx: distinct(origin),
  };
}

/** One ONNX node may have become two that were joined again. */
function distinct(origin: readonly Origin[]): Origin[] {
  return origin.filter(({ name, op }, at) => origin.findIndex((other) => other.name === name && other.op === op) === at);
}

function opOf(node: GraphNode): string {
  return node.kind === 'activation' ? (node.functions[0]?.name ?? node.kind) : node.kind;
}

function detailOf(node: GraphNode): string {
  if (node.kind === 'activation')
    return node.functions.length > 1
      ? `${node.functions.length} ${isDrawn(node) ? 'draws' : 'slopes'}`
      : constants(node.functions[0]?.parameters);
  if (node.kind === 'add') return node.signs.map((sign) => (sign > 0 ? '+' : '-')).join('');
  if (node.kind !== 'conv' && node.kind !== 'max-pool') return '';
  const { kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX, padTop, padLeft } = node;
  return [
    pair(kernelHeight, kernelWidth),
    ...(strideY === 1 && strideX === 1 ? [] : [`/${strideY === strideX ? strideY : pair(strideY, strideX)}`]),
    ...(dilationY === 1 && dilationX === 1 ? [] : [` dilation ${pair(dilationY, dilationX)}`]),
    ...(padTop === 0 && padLeft === 0 ? [] : [` pad ${padTop === padLeft ? padTop : `${padTop},${padLeft}`}`]),
    ...(node.kind === 'conv' && node.groups > 1 ? [` groups ${node.groups}`] : []),
  ].join('');
}

/** Whether the functions of the elements differ by their draws of noise. */
function isDrawn({ functions }: ActivationNode): boolean {
  return functions.some(({ parameters }) => 'noise' in parameters);
}

function constants(parameters: Readonly<Record<string, number>> = {}): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(' ');
}

function pair(a: number, b: number): string {
  return `${a}x${b}`;
}

function parametersOf(node: GraphNode): number {
  switch (node.kind) {
    case 'conv':
    case 'dense':
      return node.weights.length + (node.bias?.length ?? 0);
    case 'affine':
      return (node.scale?.length ?? 0) + (node.shift?.length ?? 0);
    case 'sparse':
      return (node.weights?.length ?? 0) + (node.bias?.length ?? 0);
    case 'activation':
      return node.functions.length > 1 && !isDrawn(node) ? node.functions.length : 0;
    default:
      return 0;
  }
}

/** `14x14x16`, or `40` for a vector. */
export function shapeText({ height, width, channels }: MapShape): string {
  return height === 1 && width === 1 ? String(channels) : `${height}x${width}x${channels}`;
}
