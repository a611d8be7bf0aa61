import { readFileSync } from 'node:fs';
import { externalReader } from '../../src/data/external.js';
import { readImage } from '../../src/data/image.js';
import { readTensor } from '../../src/data/tensor-file.js';
import { sizeOf } from '../../src/engine/tensor.js';
import { ModelError } from '../../src/errors.js';
import type { Graph } from '../../src/graph/graph.js';
import { type LoadOptions, loadModel } from '../../src/onnx/load.js';
import { decodeModel, type GraphProto } from '../../src/onnx/messages.js';
import { Random } from './random.js';
import { sharedPath } from './shared.js';
import { bytesOf, type ModelFile } from './shared-models.js';
import { readVnnlib } from './vnnlib.js';

/** One output of a model as a function of one input. */
export interface WildFunction {
  /** Name of the model, and of output and input where it has several. */
  readonly name: string;
  readonly graph: Graph;
}

/** The outputs of a model that load, and the codes with which the others are refused. */
interface WildModel {
  readonly functions: readonly WildFunction[];
  readonly refused: readonly string[];
  /** Whether it loads as it is, of several outputs the first. */
  readonly loads: boolean;
}

/** Loads every output of a model; where it has several inputs, as a function of each of them that is left when the others are fixed. */
export function loadWild({ name, path }: ModelFile): WildModel {
  const bytes = bytesOf(path);
  const base = { readExternal: externalReader(path), keepOutput: true };
  const proto = attempt(() => decodeModel(bytes).graph);
  if (typeof proto === 'string') return { functions: [], refused: [proto], loads: false };
  const several = proto.outputs.length > 1;
  const functions: WildFunction[] = [];
  const refused: string[] = [];
  let loads = false;
  for (const [i, output] of proto.outputs.entries()) {
    const title = several ? `${name} ${output.name}` : name;
    const options = { ...base, ...(several && { output: output.name }) };
    const whole = attempt(() => loadModel(bytes, options));
    if (typeof whole !== 'string') {
      functions.push({ name: title, graph: whole });
      loads ||= i === 0;
      continue;
    }
    const parts = whole === 'MODEL_INPUT' ? loadFixed(bytes, proto, options) : [];
    functions.push(...parts.map(({ input, graph }) => ({ name: `${title} of ${input}`, graph })));
    if (parts.length === 0) refused.push(whole);
  }
  return { functions, refused, loads };
}

function attempt<T>(load: () => T): T | string {
  try {
    return load();
  } catch (error) {
    if (error instanceof ModelError) return error.code;
    throw error;
  }
}

/** The functions of one input each that a model is when the others have seeded random values, of the types that they take. */
function loadFixed(bytes: Uint8Array, proto: GraphProto, options: LoadOptions) {
  const initialized = new Set(proto.initializers.map((tensor) => tensor.name));
  const inputs = proto.inputs.filter((info) => !initialized.has(info.name));
  return inputs.flatMap((input) => {
    const others = inputs.filter((info) => info !== input && info.dims !== null);
    const constants = Object.fromEntries(
      others.map((info, i) => {
        const shape = info.dims!.map(({ value }) => (value !== null && value > 0 ? value : 1));
        return [info.name, { shape, data: new Random(i + 1).array(sizeOf(shape), 0, 1).map(Math.fround) }];
      }),
    );
    const graph = attempt(() => loadModel(bytes, { ...options, input: input.name, constants }));
    return typeof graph === 'string' ? [] : [{ input: input.name, graph }];
  });
}

/** Files of ../shared/data/wild with an input of the model, or of another copy of it, in the order of ONNX. */
const INPUTS: Readonly<Record<string, string>> = {
  'ezkl/2l_relu_sigmoid_conv.onnx': 'ezkl/2l_relu_sigmoid_conv.input.json',
  'ezkl/3l_relu_conv_fc.onnx': 'ezkl/3l_relu_conv_fc.input.json',
  'ezkl/4l_relu_conv_fc.onnx': 'ezkl/4l_relu_conv_fc.input.json',
  'ezkl/lenet_5.onnx': 'ezkl/lenet_5.input.json',
  'nnenum/mnist_0.1.onnx': 'nnenum/image0.vnnlib',
  'nnenum/net.onnx': 'nnenum/p2_acaxurange.vnnlib',
  'onnxruntime/mnist_opset15.onnx': 'onnxjs/test_data_set_0_input_0.pb',
  'qonnx/mnist-conv/model.onnx': 'qonnx/mnist-conv/test_data_set_0/input_0.pb',
  'winml/mnist.onnx': 'onnxjs/test_data_set_0_input_0.pb',
  'wonnx/opt-mnist.onnx': 'wonnx/7.jpg',
};

/** Where an input of random numbers is not taken from [0, 1). */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  // Arcus cosines and sines are finite there.
  'ezkl/trig.onnx': [-0.3, 0.4],
};

/** An input that is like those of the model: of a file beside it, else seeded random numbers; in the order of ONNX. */
export function inputOf(model: string, { input }: Graph): Float64Array {
  const size = sizeOf(input.shape);
  const given = INPUTS[model];
  const [low, high] = RANGES[model] ?? [0, 1];
  const point = given === undefined ? new Random(size + 1).array(size, low, high) : readInput(sharedPath('data', 'wild', given)!);
  if (point.length !== size) throw new Error(`${given} has ${point.length} elements, ${model} takes ${size}`);
  return point;
}

function readInput(path: string): Float64Array {
  if (path.endsWith('.pb')) return Float64Array.from(readTensor(path).data);
  if (path.endsWith('.jpg')) return Float64Array.from(readImage(path, () => 1).bytes);
  const text = readFileSync(path, 'utf8');
  if (path.endsWith('.json')) return Float64Array.from((JSON.parse(text) as { input_data: number[][] }).input_data[0]!);
  const { lower, upper } = readVnnlib(text)![0]!.box;
  return lower.map((low, i) => low / 2 + upper[i]! / 2);
}
