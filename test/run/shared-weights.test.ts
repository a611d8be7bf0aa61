import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ConvShape } from '../../src/engine/engine.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { certifyInput } from '../../src/certify/certify-input.js';
import { readData } from '../../src/data/read.js';
import { loadGraph, shareableClassifier, sharingClassifier } from '../../src/run/model.js';
import type { ModelSource } from '../../src/run/plan.js';
import { recordingEngine, reusingEngine } from '../../src/run/shared-weights.js';

const shape: ConvShape = {
  ...{ inChannels: 2, outChannels: 3, groups: 1, kernelHeight: 1, kernelWidth: 1 },
  ...{ strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 },
};
const model = (name: string): ModelSource => ({
  bytes: readFileSync(`models/${name}.onnx`),
  external: [],
  ...{ input: null, output: null, shape: null, normalisation: null },
});

describe('shared weights', () => {
  it('are handed out again where they lie, in order, to the engine of another thread', () => {
    const { engine, weights } = recordingEngine();
    const packed = [engine.packConv(shape, [1, 2, 3, 4, 5, 6]), engine.packConv(shape, [6, 5, 4, 3, 2, 1])];
    const other = reusingEngine(structuredClone(weights));
    const again = [other.packConv(shape, [1, 2, 3, 4, 5, 6]), other.packConv(shape, [6, 5, 4, 3, 2, 1])];
    expect(again.map(({ filters }) => filters.byteOffset)).toEqual(packed.map(({ filters }) => filters.byteOffset));
    expect(again[0]?.filters.buffer).toBeInstanceOf(SharedArrayBuffer);
    packed[0]?.filters.fill(7);
    expect(Array.from(again[0]?.filters ?? [])).toEqual([7, 7, 7, 7, 7, 7]);
  });

  it.each<[string, Partial<ConvShape>, number[]]>([
    ['one value', {}, [1, 2, 3, 4, 5, 6.000000000000001]],
    ['a stride', { strideX: 2 }, [1, 2, 3, 4, 5, 6]],
    ['the number of channels', { inChannels: 3, outChannels: 2 }, [1, 2, 3, 4, 5, 6]],
  ])('are refused where %s differs', (_, change, filters) => {
    const { engine, weights } = recordingEngine();
    engine.packConv(shape, [1, 2, 3, 4, 5, 6]);
    expect(() => reusingEngine(weights).packConv({ ...shape, ...change }, filters)).toThrow('not those that were packed');
  });

  it('are refused for one layer more than was packed, and for another model', () => {
    const { engine, weights } = recordingEngine();
    expect(() => reusingEngine(weights).packConv(shape, [1, 2, 3, 4, 5, 6])).toThrow('the weights of layer 1');
    expect(engine.name).toBe('wasm');
    const robust = shareableClassifier(loadGraph(model('fmnist_relu_robust')));
    expect(() => sharingClassifier(model('fmnist_relu'), robust.weights)).toThrow('the weights of layer 1');
  });

  it('leave two classifiers of one memory independent: neither disturbs what the other computes', () => {
    const source = model('fmnist_tanh');
    const { classifier, weights } = shareableClassifier(loadGraph(source));
    const other = sharingClassifier(source, structuredClone(weights));
    const images = readData('models/sample-images-idx3-ubyte.gz', { inputShape: [1, 1, 28, 28] });
    const settings = { ...DEFAULT_SETTINGS, epsilon: 0.01, attack: false };
    const certify = (with_: typeof classifier, index: number): unknown => ({
      ...certifyInput(with_, { index, input: images.item(index), label: null }, settings, { now: () => 0 }),
    });
    const first = [0, 1].map((index) => certify(classifier, index));
    const mixed = [certify(other, 1), certify(classifier, 1), certify(other, 0)];
    expect(mixed).toEqual([first[1], first[1], first[0]]);
  });
});
