import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { activations } from '../../src/activations/registry.js';
import { certifyInput } from '../../src/certify/certify-input.js';
import type { Classifier } from '../../src/certify/classifier.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { readData } from '../../src/data/read.js';
import type { ConvWeights } from '../../src/engine/engine.js';
import { packed } from '../../src/engine/wasm/weights.js';
import type { Graph } from '../../src/graph/graph.js';
import { loadModel } from '../../src/onnx/load.js';
import { fromPlain, toPlain } from '../../src/run/plain-graph.js';
import { joinClassifier, shareClassifier, type SharedModel } from '../../src/run/shared-model.js';

const graphOf = (name: string): Graph => loadModel(readFileSync(`models/${name}.onnx`));

describe('a shared model', () => {
  it('has its weights in the memory once: a clone of it holds no copy', () => {
    const { model } = shareClassifier(graphOf('fmnist_relu'));
    const clone = structuredClone(model);
    const places = (given: SharedModel): number[] =>
      given.graph.nodes.flatMap((node) => (node.kind === 'conv' || node.kind === 'dense' ? node.weights.byteOffset : []));
    expect(places(clone)).toEqual(places(model));
    expect(places(clone).length).toBeGreaterThan(2);
    const [layer] = clone.packed;
    expect(layer?.filters.buffer).toBeInstanceOf(SharedArrayBuffer);
    const before = layer?.filters[0];
    if (model.packed[0] !== undefined) model.packed[0].filters[0] = 7;
    expect([before === 7, layer?.filters[0]]).toEqual([false, 7]);
  });

  it('keeps nothing of the weights that it was made of', () => {
    const graph = graphOf('fmnist_relu');
    const { classifier } = shareClassifier(graph);
    const weightsOf = ({ nodes }: Graph) => nodes.flatMap((node) => (node.kind === 'conv' || node.kind === 'dense' ? [node.weights] : []));
    weightsOf(graph).forEach((weights, i) => {
      expect(weightsOf(classifier.graph)[i]?.every((weight, k) => weight === weights[k])).toBe(true);
      expect(weightsOf(classifier.graph)[i]?.buffer).toBeInstanceOf(SharedArrayBuffer);
    });
    expect(weightsOf(graph).length).toBeGreaterThan(2);
  });

  it.each([true, false])('has room for weights in singles where they will be asked for: %s', (singles) => {
    const { model } = shareClassifier(graphOf('fmnist_relu'), { singles });
    expect(model.packed.map((weights) => packed(weights).singles !== null)).toEqual(model.packed.map(() => singles));
  });

  const change = (weights: ConvWeights, what: string): ConvWeights => {
    if (what === 'a stride') return { ...weights, shape: { ...weights.shape, strideX: weights.shape.strideX + 1 } };
    if (what === 'the number of channels') return { ...weights, shape: { ...weights.shape, outChannels: weights.shape.outChannels + 1 } };
    return { ...weights, filters: weights.filters.map((value, i) => (i === 5 ? value * (1 + 2 ** -52) : value)) };
  };
  it.each(['one value', 'a stride', 'the number of channels'])('is refused where %s of a layer differs from its graph', (what) => {
    const { model } = shareClassifier(graphOf('fmnist_relu'));
    const changed = model.packed.map((weights, i) => (i === 1 ? change(weights, what) : weights));
    expect(() => joinClassifier({ ...model, packed: changed })).toThrow('the weights of layer 2 are not those that were packed');
    expect(() => joinClassifier({ ...model, packed: model.packed.slice(0, -1) })).toThrow('are not those that were packed');
    expect(() => joinClassifier({ ...model, packed: [...model.packed].reverse() })).toThrow('the weights of layer 1');
  });

  it.each(['fmnist_tanh', 'fmnist_lenet', 'fmnist_resnet'])(
    'makes classifiers that compute the same as %s, and do not disturb each other',
    (name) => {
      const { classifier, model } = shareClassifier(graphOf(name));
      const other = joinClassifier(structuredClone(model));
      const images = readData('models/sample-images-idx3-ubyte.gz', { inputShape: [1, 1, 28, 28] });
      const settings = { ...DEFAULT_SETTINGS, epsilon: 0.002, attack: false };
      const certify = (by: Classifier, index: number): unknown =>
        certifyInput(by, { index, input: images.item(index), label: null }, settings, { now: () => 0 });
      const first = [0, 1].map((index) => certify(classifier, index));
      expect([certify(other, 1), certify(classifier, 1), certify(other, 0)]).toEqual([first[1], first[1], first[0]]);
    },
  );
});

describe('a graph as plain data', () => {
  for (const kind of activations) {
    it(`gives back ${kind.name} with its parameters`, () => {
      for (const sample of kind.samples) {
        const [given, plain] = [kind.create(sample), { name: kind.name, parameters: kind.create(sample).parameters }];
        const node = {
          kind: 'activation',
          id: 1,
          inputs: [0],
          shape: { height: 1, width: 1, channels: 1 },
          origin: [],
          functions: [given],
        } as const;
        const graph = { ...graphless, nodes: [node] };
        const [back] = fromPlain(structuredClone(toPlain(graph))).nodes.flatMap((each) =>
          each.kind === 'activation' ? each.functions : [],
        );
        const at = (x: number): number | undefined => back?.evaluate(x);
        const points = [-7.3, -1.2, -0.51, -0.1, 0, 0.25, 0.5, 0.99, 1.5, 3.1, 12];
        expect({ name: back?.name, parameters: back?.parameters }).toEqual(plain);
        expect(points.map(at)).toEqual(points.map((x) => given.evaluate(x)));
        const lines = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
        const linesOf = (f: typeof given | undefined): unknown => {
          f?.relax(-0.7, 0.9, 'adaptive', lines);
          return { ...lines };
        };
        expect(linesOf(back)).toEqual(linesOf(given));
      }
    });
  }
});

const graphless: Omit<Graph, 'nodes'> = {
  ...{ input: { name: 'x', shape: [1] }, inputLayout: null, outputNode: 1, output: { name: 'y', shape: [1] }, outputLayout: null },
  ...{ stripped: [], notices: [], opset: 17 },
};
