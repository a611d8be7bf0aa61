import { expect, it } from 'vitest';
import { Classifier } from '../../src/certify/classifier.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { explainNeurons } from '../../src/explain/explain-neurons.js';
import type { ConvNode } from '../../src/graph/graph.js';
import { Random } from '../support/random.js';
import { convolutional } from './support.js';

const random = new Random(6);
const graph = convolutional(random, 'relu', [4, 3], 7);
const [first, second] = graph.nodes.filter((node): node is ConvNode => node.kind === 'conv');
const { layers } = explainNeurons(new Classifier(graph, createWasmEngine()), random.array(49, 0, 1), {
  top: 4,
  perturbation: { kind: 'linf', epsilon: 0.1 },
});

it('of a first layer is the filter itself', () => {
  expect(layers[0]!.patches.length).toBeGreaterThan(0);
  for (const { channel, y, x, crop, evidence, value } of layers[0]!.patches) {
    expect([...evidence]).toEqual([...first!.weights.subarray(9 * channel, 9 * channel + 9)]);
    expect(crop).toEqual({ top: y, left: x, height: 3, width: 3 });
    expect(value).toBe(
      layers[0]!.channels[channel]!.activationSum === 0 ? 0 : Math.max(...layers[0]!.values.filter((_, k) => k % 4 === channel)),
    );
  }
});

it('of a second layer sums filters of the first one, weighted with what is positive, whether or not the units were active', () => {
  expect(layers[1]!.patches.length).toBeGreaterThan(0);
  for (const { channel, crop, evidence } of layers[1]!.patches) {
    const wanted = new Float64Array(25);
    for (let tap = 0; tap < 9; tap++)
      for (let c = 0; c < 4; c++) {
        const weight = Math.max(second!.weights[(channel * 9 + tap) * 4 + c]!, 0);
        for (let inner = 0; inner < 9; inner++) {
          const at = (Math.floor(tap / 3) + Math.floor(inner / 3)) * 5 + (tap % 3) + (inner % 3);
          wanted[at] = wanted[at]! + weight * first!.weights[c * 9 + inner]!;
        }
      }
    expect([crop.height, crop.width]).toEqual([5, 5]);
    evidence.forEach((value, k) => expect(value).toBeCloseTo(wanted[k]!, 12));
  }
});
