import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sizeOf } from '../../src/engine/tensor.js';
import { ModelError } from '../../src/errors.js';
import { type LoadOptions, loadModel } from '../../src/onnx/load.js';
import { decodeModel, decodeTensorProto } from '../../src/onnx/messages.js';
import { decodeTensor } from '../../src/onnx/tensor-data.js';
import { type Constant, isFloat } from '../../src/onnx/value.js';
import { evaluateGraph } from './evaluate.js';
import { worstDifference } from './onnx-runtime.js';
import { extraInitializers, type TensorType } from './onnx-writer.js';
import { bytesOf } from './shared-models.js';

/** A conformance test of the ONNX project, and what came of it. */
export interface ConformanceCase {
  readonly set: string;
  /** Without `test_`. */
  readonly name: string;
  /** Float tensors in and out: the kind of operators that can be part of a certified network. */
  readonly isFloat: boolean;
  /** Worst difference of the first output, or why it is not compared. */
  readonly result: number | string;
  /** The operators that are not supported. */
  readonly unsupported: readonly string[];
}

/** Runs all conformance tests below a folder that holds `sets`. */
export function runConformance(root: string, sets: readonly string[]): readonly ConformanceCase[] {
  return sets.flatMap((set) => readdirSync(join(root, set)).map((name) => runCase(set, name.replace(/^test_/, ''), join(root, set, name))));
}

function readTensor(path: string): Constant | null {
  if (!existsSync(path)) return null;
  try {
    return decodeTensor(decodeTensorProto(bytesOf(path)));
  } catch {
    // Sequences, optionals, strings: no tensors of numbers.
    return null;
  }
}

function typeOf({ type }: Constant): TensorType {
  return type === 'float32' ? 'float' : type === 'float64' ? 'double' : type;
}

/**
 * The first float input is the data (any input where there is no float), the others are made constants; of a batch that an operator
 * needs to be one, the first sample is compared.
 */
function runCase(set: string, name: string, folder: string): ConformanceCase {
  const file = bytesOf(join(folder, 'model.onnx'));
  const wanted = readTensor(join(folder, 'output_0.pb'));
  const { graph } = decodeModel(file);
  const known = new Set(graph.initializers.map((tensor) => tensor.name));
  const inputs = graph.inputs
    .filter((info) => !known.has(info.name))
    .map((info, i) => ({ name: info.name, value: readTensor(join(folder, `input_${i}.pb`)) }));
  const data = inputs.find(({ value }) => value !== null && isFloat(value.type)) ?? inputs[0];
  if (data === undefined || data.value === null || wanted === null) {
    return { set, name, isFloat: false, result: 'no input', unsupported: [] };
  }
  const kind = { set, name, isFloat: isFloat(data.value.type) && isFloat(wanted.type) };
  const others = inputs.flatMap(({ name: input, value }) => {
    return input === data.name || value === null ? [] : [[input, { dims: value.shape, data: value.data, type: typeOf(value) }] as const];
  });
  const bytes = Buffer.concat([file, extraInitializers(Object.fromEntries(others))]);
  const options = { keepOutput: true, input: data.name, output: graph.outputs[0]?.name };
  const [batch = 1, ...rest] = data.value.shape;
  const whole = compare(bytes, { ...options, shape: data.value.shape }, data.value, wanted);
  const isBatch = whole.result === 'a batch' && wanted.shape[0] === batch;
  return { ...kind, ...(isBatch ? compare(bytes, { ...options, shape: [1, ...rest] }, data.value, wanted) : whole) };
}

type Outcome = Pick<ConformanceCase, 'result' | 'unsupported'>;

/** The difference on the given input, or on the first sample of it where the shape has a batch of one. */
function compare(bytes: Uint8Array, options: LoadOptions, data: Constant, wanted: Constant): Outcome {
  try {
    const lowered = loadModel(bytes, options);
    const part = options.shape?.[0] === data.shape[0] ? wanted.shape : [1, ...wanted.shape.slice(1)];
    if (lowered.output.shape.join() !== part.join()) return { result: `shape [${lowered.output.shape.join()}]`, unsupported: [] };
    const input = data.data.slice(0, sizeOf(lowered.input.shape));
    const found = evaluateGraph(lowered, input);
    // Some cases leave the domain of a root or logarithm: NaN is the expected output.
    const expected = wanted.data.slice(0, sizeOf(part)).map((value, i) => (Number.isNaN(value) && Number.isNaN(found[i]) ? 0 : value));
    return {
      result: worstDifference(
        found.map((value, i) => (Number.isNaN(value) && Number.isNaN(wanted.data[i]) ? 0 : value)),
        expected,
      ),
      unsupported: [],
    };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const result = /: its input has a batch of \d+$/.test(error.message) ? 'a batch' : error.code;
    return { result, unsupported: error.code === 'UNSUPPORTED_OPERATOR' ? operatorsOf(error.message) : [] };
  }
}

/** The operators named in the error of a model with unsupported nodes. */
function operatorsOf(message: string): string[] {
  return [...message.matchAll(/^ {2}(\w+) '/gm)].map(([, op = '']) => op);
}
