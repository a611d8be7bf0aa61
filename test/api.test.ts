import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { certify, DataError, loadModel, ModelError, UsageError, type InputResult } from '../src/index.js';
import { evaluateGraph } from './support/evaluate.js';
import { model } from './support/onnx-writer.js';

const onnx = model({
  inputs: [{ name: 'x', shape: [1, 2] }],
  outputs: ['p'],
  initializers: { w: { dims: [2, 3], data: [1, 0, 0, 0, 1, 0] }, b: { dims: [3], data: [0, 0, 0.5] } },
  nodes: [
    { op: 'Gemm', inputs: ['x', 'w', 'b'], outputs: ['z'] },
    { op: 'Softmax', inputs: ['z'], outputs: ['p'] },
  ],
});

const file = (name: string) => readFileSync(new URL(`../models/${name}`, import.meta.url));

describe('certify', () => {
  it('keeps the engine below maxMemory, or refuses', () => {
    const job = { model: onnx, inputs: [[1, 0.25]], labels: [0], epsilon: 0.1 };
    const limited = certify({ ...job, maxMemory: 2 ** 20 });
    expect(limited.inputs[0]).toMatchObject({ verdict: 'certified', margins: certify(job).inputs[0]!.margins });
    expect(() => certify({ ...job, maxMemory: 1000 })).toThrow(expect.objectContaining({ code: 'MEMORY_LIMIT' }));
    for (const maxMemory of [0, NaN, -5]) {
      expect(() => certify({ ...job, maxMemory })).toThrow(expect.objectContaining({ code: 'OPTION_VALUE' }));
    }
  });

  it('certifies plain arrays of a model of bytes, and says what was stripped', () => {
    const { inputs, summary, notices } = certify({
      model: onnx,
      inputs: [[1, 0.25], Float32Array.of(0, 2)],
      labels: [0, 0],
      epsilons: [0.1],
    });
    expect(inputs.map(({ status }) => status)).toEqual(['ok', 'misclassified']);
    expect(inputs[0]!.certifiedRadius).toBeCloseTo(0.375, 2);
    expect(summary).toMatchObject({
      inputs: 2,
      correct: 1,
      cleanAccuracy: 0.5,
      certified: 1,
      certifiedAccuracy: [{ epsilon: 0.1, value: 0.5 }],
    });
    expect(notices.join(' ')).toMatch(/softmax/i);
  });

  it('gives verdicts at an epsilon, with the own predictions of the model for labels', () => {
    const { inputs, summary } = certify({ model: onnx, inputs: [[1, 0.25], [3, 0]], epsilon: 0.5 }); // prettier-ignore
    expect(inputs.map(({ verdict }) => verdict)).toEqual(['falsified', 'certified']);
    expect(summary.certifiedAccuracy).toEqual([{ epsilon: 0.5, value: 0.5 }]);
  });

  it('takes mean and std, epsilon staying in the units of the input', () => {
    const plain = certify({ model: onnx, inputs: [[1, 0.25]] });
    const scaled = certify({ model: onnx, inputs: [[100 + 10, 100 + 2.5]], mean: [100], std: [10] });
    expect(scaled.inputs[0]!.certifiedRadius! / plain.inputs[0]!.certifiedRadius!).toBeCloseTo(10, 1);
  });

  it('reports every result as it comes, and the same as in the end', () => {
    const seen: InputResult[] = [];
    const { inputs } = certify({ model: onnx, inputs: [[1, 0], [0, NaN]], epsilon: 0.1, onResult: (result) => seen.push(result) }); // prettier-ignore
    expect(seen).toEqual(inputs);
    expect(inputs[1]).toMatchObject({ index: 1, status: 'error', error: { code: 'INPUT_NOT_FINITE' } });
  });

  it('throws for what is wrong with the whole', () => {
    expect(() => certify({ model: onnx.subarray(0, 30), inputs: [] })).toThrow(ModelError);
    expect(() => certify({ model: onnx, inputs: [], epsilon: -1 })).toThrow(UsageError);
    expect(() => certify({ model: onnx, inputs: [[1, 2]], labels: [0, 1] })).toThrow(UsageError);
    expect(() => certify({ model: onnx, inputs: [], weights: Float64Array.of(1) })).toThrow(DataError);
  });

  it('finds a certified and an attacked radius of a real image on a trained CNN, and a counterexample between them', () => {
    const graph = loadModel(file('fmnist_relu_robust.onnx'));
    const image = Float64Array.from(gunzipSync(file('sample-images-idx3-ubyte.gz')).subarray(16, 16 + 784), (byte) => byte / 255);
    const { inputs } = certify({ model: graph, inputs: [image], clip: { lower: 0, upper: 1 } });
    const { certifiedRadius, attackedRadius, counterexample, label, evaluations } = inputs[0]!;
    expect(certifiedRadius).toBeGreaterThan(0.05);
    expect(attackedRadius).toBeGreaterThan(certifiedRadius!);
    expect(attackedRadius! / certifiedRadius!).toBeLessThan(1.2);
    expect(evaluations).toBeLessThan(10);
    const logits = evaluateGraph(graph, counterexample!.point);
    expect(logits[counterexample!.class]! > logits[label!]!).toBe(true);
  });
});
