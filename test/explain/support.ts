import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { activation } from '../../src/activations/registry.js';
import { Classifier } from '../../src/certify/classifier.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import type { ConvNode, Graph, GraphNode, MapShape } from '../../src/graph/graph.js';
import { loadModel } from '../../src/onnx/load.js';
import { graphOf } from '../support/random-graph.js';
import type { Random } from '../support/random.js';

const images = gunzipSync(readFileSync('models/sample-images-idx3-ubyte.gz')).subarray(16);

/** Every model of models/. */
export const modelNames = readdirSync('models')
  .filter((name) => name.endsWith('.onnx'))
  .sort();

export function classifierOf(name: string): Classifier {
  return new Classifier(loadModel(readFileSync(`models/${name}`)), createWasmEngine());
}

/** An image of the sample. */
export function image(index: number): Float64Array {
  return Float64Array.from(images.subarray(index * 784, (index + 1) * 784), (byte) => byte / 255);
}

const EXACT = { weightUnits: 0, biasError: null } as const;

interface ConvSpec {
  readonly shape: MapShape;
  readonly weights: Float64Array;
  readonly groups?: number;
  readonly kernel?: number;
  readonly op?: string;
}

/** A convolution without padding, stride or bias. */
function conv(id: number, input: number, { shape, weights, groups = 1, kernel = 1, op = 'Conv' }: ConvSpec): ConvNode {
  const window = { kernelHeight: kernel, kernelWidth: kernel, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, padTop: 0, padLeft: 0 };
  return {
    kind: 'conv',
    id,
    inputs: [input],
    shape,
    origin: [{ name: `conv${id}`, op }],
    weights,
    bias: null,
    groups,
    ...window,
    ...EXACT,
  };
}

/** x -> w . x as a channel of one position, and a score that is v . x + 1/2 exactly where that is a probability. */
export function linearNeuron(w: Float64Array, v: Float64Array): Classifier {
  const flat = (channels: number): MapShape => ({ height: 1, width: 1, channels });
  const nodes: GraphNode[] = [
    { kind: 'input', id: 0, inputs: [], shape: flat(w.length), origin: [] },
    conv(1, 0, { shape: flat(2), weights: Float64Array.of(...w, ...v) }),
    { kind: 'dense', id: 2, inputs: [1], shape: flat(1), origin: [], weights: Float64Array.of(0, 1), bias: Float64Array.of(0.5), ...EXACT },
    { kind: 'activation', id: 3, inputs: [2], shape: flat(1), origin: [], functions: [activation('clip', { min: 0, max: 1 })] },
  ];
  return new Classifier(graphOf(nodes, 3), createWasmEngine());
}

/** 3x3 convolutions with an activation after each, then a dense layer of three classes. */
export function convolutional(random: Random, name: string, channels: readonly number[], side = 6): Graph {
  const nodes: GraphNode[] = [{ kind: 'input', id: 0, inputs: [], shape: { height: side, width: side, channels: 1 }, origin: [] }];
  let before = 1;
  let size = side;
  for (const count of channels) {
    size -= 2;
    const shape = { height: size, width: size, channels: count };
    nodes.push(conv(nodes.length, nodes.length - 1, { shape, weights: random.array(count * 9 * before), kernel: 3 }));
    nodes.push({ kind: 'activation', id: nodes.length, inputs: [nodes.length - 1], shape, origin: [], functions: [activation(name)] });
    before = count;
  }
  const weights = random.array(3 * size * size * before);
  nodes.push({ kind: 'dense', id: nodes.length, inputs: [nodes.length - 1], shape: { height: 1, width: 1, channels: 3 }, origin: [], weights, bias: null, ...EXACT }); // prettier-ignore
  return graphOf(nodes, nodes.length - 1);
}
