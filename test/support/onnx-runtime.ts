import ort from 'onnxruntime-node';
import { type LoadOptions, loadModel } from '../../src/onnx/load.js';
import type { Graph } from '../../src/graph/graph.js';
import { sizeOf } from '../../src/engine/tensor.js';
import { evaluateGraph } from './evaluate.js';
import { type AttributeSpec, model, type NodeSpec, type TensorSpec } from './onnx-writer.js';
import { Random } from './random.js';

/** Output of ONNX Runtime for one float32 input; the model as bytes or, with external data, as a path. */
export async function runRuntime(
  source: Uint8Array | string,
  input: string,
  shape: readonly number[],
  data: Float64Array,
  output: string,
): Promise<{ shape: readonly number[]; data: readonly number[] }> {
  const options = { logSeverityLevel: 4, graphOptimizationLevel: 'disabled' } as const;
  const session = await (typeof source === 'string'
    ? ort.InferenceSession.create(source, options)
    : ort.InferenceSession.create(source, options));
  const results = await session.run({ [input]: new ort.Tensor('float32', Float32Array.from(data), [...shape]) }, [output]);
  const result = results[output];
  if (result === undefined || !(result.data instanceof Float32Array)) throw new Error(`no float output '${output}'`);
  return { shape: result.dims, data: Array.from(result.data) };
}

/** Worst difference, relative to 1 + |wanted|; infinite when lengths differ, or where one is not a number (both: outside the domain). */
export function worstDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    if (Number.isNaN(found[i]) && Number.isNaN(wanted[i])) continue;
    const difference = Math.abs((found[i] ?? NaN) - (wanted[i] ?? NaN)) / (1 + Math.abs(wanted[i] ?? NaN));
    worst = difference <= worst ? worst : Number.isNaN(difference) ? Infinity : difference;
  }
  return worst;
}

/** float32 numbers in [low, high). */
export function randomInput(shape: readonly number[], seed = 1, low = -2, high = 2): Float64Array {
  return Float64Array.from(new Random(seed).array(sizeOf(shape), low, high), Math.fround);
}

/** How far the layer graph is from ONNX Runtime on a random input; infinite when the shapes differ. */
export async function runtimeDifference(bytes: Uint8Array, options: LoadOptions = {}): Promise<number> {
  const graph = loadModel(bytes, { keepOutput: true, ...options });
  const data = randomInput(graph.input.shape);
  const wanted = await runRuntime(bytes, graph.input.name, graph.input.shape, data, graph.output.name);
  if (wanted.shape.join() !== graph.output.shape.join()) return Infinity;
  return worstDifference(evaluateGraph(graph, data), wanted.data);
}

export interface OneOp {
  readonly op: string;
  /** Shape of the input `x`. */
  readonly shape: readonly number[];
  /** Names of the node's inputs; default x and then the initializers. */
  readonly inputs?: readonly string[];
  readonly initializers?: Readonly<Record<string, TensorSpec>>;
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
  readonly opset?: number;
  /** Nodes before the operator, from `input` to `x`. */
  readonly before?: readonly NodeSpec[];
  /** Nodes after it, from `y` to `output`. */
  readonly after?: readonly NodeSpec[];
}

/** A model of one operator, `y = op(x, initializers…)`. */
export function oneOp(spec: OneOp): Uint8Array {
  const { op, shape, initializers = {}, attributes = {}, before = [], after = [] } = spec;
  const node = { op, name: op.toLowerCase(), inputs: spec.inputs ?? ['x', ...Object.keys(initializers)], outputs: ['y'], attributes };
  return model({
    ...(spec.opset === undefined ? {} : { opset: spec.opset }),
    inputs: [{ name: before.length > 0 ? 'input' : 'x', shape }],
    outputs: [after.length > 0 ? 'output' : 'y'],
    initializers,
    nodes: [...before, node, ...after],
  });
}

/** The layer graph of one operator. */
export function loadOne(spec: OneOp, options: LoadOptions = {}): Graph {
  return loadModel(oneOp(spec), options);
}

/** A float tensor of reproducible numbers in [-1, 1]. */
export function weights(dims: readonly number[], seed = 2): TensorSpec {
  return { dims, data: randomInput(dims, seed, -1, 1) };
}
