import { describe, expect, it } from 'vitest';
import { Classifier } from '../../src/certify/classifier.js';
import { predict } from '../../src/certify/evaluation.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { DataError, ModelError } from '../../src/errors.js';
import { Net } from '../support/graphs.js';
import { evaluateGraph } from '../support/evaluate.js';

const engine = createReferenceEngine();
const weights = [[1, 2, 3], [4, 5, 6], [7, 8, 10]]; // prettier-ignore
const net = (changes = {}) => new Classifier(new Net(3).dense(weights, [0.5, 0, -0.5]).build(changes), engine);

describe('Classifier', () => {
  it('knows its classes and the size of its input', () => {
    expect(net()).toMatchObject({ classes: 3, binary: false, inputSize: 3, rowLength: 3 });
  });

  it('takes a model of one output for a binary one', () => {
    expect(new Classifier(new Net(3).dense([[1, 2, 3]]).build(), engine)).toMatchObject({ classes: 2, binary: true });
  });

  it.each([[[1, 3]], [[3]], [[1, 3, 1, 1]], [[1, 1, 3]]])('takes an output of shape %j for a vector of scores', (shape) => {
    expect(net({ output: { name: 'y', shape } }).classes).toBe(3);
  });

  it.each([[[1, 3, 3]], [[2, 3]], [[0]]])('refuses an output of shape %j', (shape) => {
    expect(() => net({ output: { name: 'y', shape } })).toThrow(ModelError);
  });

  it('takes inputs in the order of the ONNX tensor, and gives points back in it', () => {
    const classifier = net({ inputLayout: Int32Array.of(2, 0, 1) });
    expect([...classifier.toInternal([10, 20, 30])]).toEqual([30, 10, 20]);
    expect([...classifier.fromInternal(classifier.toInternal([10, 20, 30]))]).toEqual([10, 20, 30]);
  });

  it('gives logits in the order of the ONNX output, as an independent evaluation does', () => {
    const classifier = net({ inputLayout: Int32Array.of(2, 0, 1), outputLayout: Int32Array.of(1, 2, 0) });
    const x = [0.5, -1, 2];
    expect([...classifier.logits(classifier.toInternal(x))]).toEqual([...evaluateGraph(classifier.graph, Float64Array.from(x))]);
  });

  it('says how many values an input must have', () => {
    expect(() => net().toInternal([1, 2])).toThrow(DataError);
    expect(() => net().toInternal([1, 2])).toThrow('2 values; the model takes 3');
  });

  it('predicts the first of the largest outputs', () => {
    const tied = new Classifier(new Net(1).dense([[1], [2], [2]]).build(), engine);
    expect(predict(tied, Float64Array.of(1), 0.5)).toBe(1);
    expect(predict(tied, Float64Array.of(-1), 0.5)).toBe(0);
  });
});
