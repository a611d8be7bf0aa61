import { ModelError } from '../errors.js';
import { sizeOf } from '../engine/tensor.js';
import type { Graph } from '../graph/graph.js';
import { expectedNoise, type NoiseSettings, withNoise } from '../graph/noise/noise.js';
import { affineIntoNext } from '../graph/rewrites/affine-into-next.js';
import { rewrites, simplify } from '../graph/rewrites/simplify.js';
import { LayoutRequest } from './builder.js';
import { bindConstants, type GivenTensor } from './constants.js';
import { inlineFunctions } from './functions.js';
import { channelsLast } from './indices.js';
import { type InputLayout, lowerGraph, type Lowered, type LoweringInput } from './lower-graph.js';
import { decodeModel, type ModelProto } from './messages.js';
import { select, type Selection } from './select.js';
import { bindShape } from './shape.js';
import { decodeTensor, type ReadExternal } from './tensor-data.js';
import type { Constant } from './value.js';

/** Oldest and newest opset of the default domain that are understood. */
export const OPSETS = { oldest: 6, newest: 26 } as const;

/** What to read of a model, and how. */
export interface LoadOptions {
  /** Name of the input, where the model has several. */
  readonly input?: string | undefined;
  /** Values of other inputs, by name: the model is then the function of the one input that is left. */
  readonly constants?: Readonly<Record<string, GivenTensor>> | undefined;
  /** Name of the output, or of any intermediate tensor. */
  readonly output?: string | undefined;
  /** Shape of the input with the batch, for dynamic dimensions. */
  readonly shape?: readonly number[] | undefined;
  /** Reads external data files; without it, models with external data are an error. */
  readonly readExternal?: ReadExternal | undefined;
  /** Keeps a final Softmax, LogSoftmax, ArgMax, Hardmax or Sigmoid (which may then be unsupported). */
  readonly keepOutput?: boolean | undefined;
  /** Keeps scales and shifts apart from the layer that reads them, for those who look at the values between layers: bounds are as sound, and slower. */
  readonly keepScales?: boolean | undefined;
  /** What the noise of noisy activations is taken to be; default: its expectation. */
  readonly noise?: NoiseSettings | undefined;
}

/**
 * Lowers an ONNX model to the layer graph.
 *
 * @example
 * const graph = loadModel(new Uint8Array(await readFile('model.onnx')));
 *
 * @param bytes the whole file.
 * @throws {ModelError} MODEL_PARSE, MODEL_INVALID, OPSET, MODEL_INPUT, MODEL_OUTPUT, MODEL_SHAPE, MODEL_CONSTANT, TENSOR_TYPE,
 *   TENSOR_DATA, EXTERNAL_DATA, UNSUPPORTED_OPERATOR (all unsupported nodes at once).
 */
export function loadModel(bytes: Uint8Array, options: LoadOptions = {}): Graph {
  const model = decodeModel(bytes);
  const opset = opsetOf(model);
  const graph = { ...model.graph, nodes: inlineFunctions(model.graph.nodes, model) };
  const constants = bindConstants(graph.inputs, options.constants ?? {});
  const selection = select(graph, options.input, options.output, constants);
  const shape = bindShape(selection.input, options.shape);
  const { keepOutput = false, readExternal } = options;
  const domains = new Map(model.opsets.map(({ domain, version }) => [domain, version]));
  const lowering = {
    selection,
    opset,
    domains,
    shape,
    keepOutput,
    readExternal,
    initializer: decodeOnce(selection, constants, readExternal),
  };
  const { lowered, layout } = lowerInBestLayout(lowering);
  const rewritten = options.keepScales === true ? rewrites.filter((rewrite) => rewrite !== affineIntoNext) : rewrites;
  const read: Graph = {
    nodes: lowered.builder.nodes,
    input: { name: selection.input.name, shape },
    inputLayout: layout.layout,
    outputNode: lowered.output.node,
    output: { name: selection.output, shape: lowered.output.shape },
    outputLayout: lowered.output.index,
    stripped: lowered.stripped,
    notices: [...fixedNotices(constants), ...strippedNotices(lowered)],
    opset,
  };
  const simplified = simplify(read, rewritten);
  return options.noise === undefined ? expectedNoise(simplified) : withNoise(simplified, options.noise);
}

function decodeOnce(
  { initializers }: Selection,
  constants: ReadonlyMap<string, Constant>,
  readExternal: ReadExternal | undefined,
): (name: string) => Constant | undefined {
  const decoded = new Map(constants);
  return (name) => {
    const known = decoded.get(name);
    const tensor = initializers.get(name);
    if (known !== undefined || tensor === undefined) return known;
    const value = decodeTensor(tensor, readExternal);
    decoded.set(name, value);
    return value;
  };
}

function opsetOf(model: ModelProto): number {
  const versions = new Set(model.opsets.filter(({ domain }) => domain === '' || domain === 'ai.onnx').map(({ version }) => version));
  const [opset = 0, ...more] = versions;
  if (more.length > 0) throw new ModelError('OPSET', `The model states several opsets: ${[...versions].join(', ')}.`);
  if (opset >= OPSETS.oldest && opset <= OPSETS.newest) return opset;
  if (versions.size === 0) {
    const others = model.opsets.map(({ domain }) => `'${domain}'`).join(', ');
    throw new ModelError(
      'OPSET',
      `The model states no opset of the standard ONNX operators${others === '' ? '' : `, only of ${others}`}.`,
      {
        hint: 'Export it with standard operators (not as a classical model of ai.onnx.ml).',
      },
    );
  }
  throw new ModelError('OPSET', `The model uses opset ${opset}; opsets ${OPSETS.oldest} to ${OPSETS.newest} are supported.`, {
    hint: 'Convert it with onnx.version_converter, or export it again.',
  });
}

/**
 * The input starts flat; the first operator that needs it as a map says which map. Inputs of rank 4 that nobody asks for as a map are
 * taken as [1, C, H, W].
 */
function lowerInBestLayout(lowering: LoweringInput): { lowered: Lowered; layout: InputLayout } {
  const flat: InputLayout = { map: { height: 1, width: 1, channels: sizeOf(lowering.shape) }, layout: null, open: true };
  const layout = requestedLayout(lowering, flat);
  return { layout, lowered: lowerGraph(lowering, layout) };
}

function requestedLayout(lowering: LoweringInput, flat: InputLayout): InputLayout {
  try {
    lowerGraph(lowering, flat);
  } catch (error) {
    if (!(error instanceof LayoutRequest)) throw error;
    const identity = error.layout.every((element, i) => element === i);
    return { map: error.shape, layout: identity ? null : error.layout, open: false };
  }
  const [batch, channels, height, width] = lowering.shape;
  if (lowering.shape.length !== 4 || batch !== 1 || !channels || !height || !width) return { ...flat, open: false };
  return { map: { height, width, channels }, layout: channelsLast(channels, height, width), open: false };
}

function fixedNotices(constants: ReadonlyMap<string, Constant>): string[] {
  return [...constants].map(([name, { shape }]) => `Input '${name}' is fixed to the value given for it, of shape [${shape.join(', ')}].`);
}

function strippedNotices({ stripped }: Lowered): string[] {
  if (stripped.length === 0) return [];
  return [`The final ${stripped.join(' and ')} is stripped: bounds are on the scores before it.`];
}
