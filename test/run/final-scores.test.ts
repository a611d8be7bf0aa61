import { describe, expect, it } from 'vitest';
import { finalScores } from '../../src/run/final-scores.js';

const LARGE = Float64Array.of(1000, 999, -1000);

describe('what was stripped from the end of a model', () => {
  it.each([
    [[], [1000, 999, -1000]],
    [['softmax'], [1 / (1 + Math.exp(-1)), 1 / (1 + Math.E), 0]],
    [['log-softmax'], [-Math.log1p(Math.exp(-1)), -1 - Math.log1p(Math.exp(-1)), -2000 - Math.log1p(Math.exp(-1))]],
    [['argmax'], [0]],
    [['hardmax'], [1, 0, 0]],
    [['softmax', 'argmax'], [0]],
    [['sigmoid'], [1, 1, 0]],
  ])('%j is applied to the scores, without overflow', (stripped, wanted) => {
    const found = finalScores(LARGE, stripped);
    const worst = Math.max(...wanted.map((value, k) => Math.abs(value - (found[k] ?? NaN)) / (1 + Math.abs(value))));
    expect([found.length, worst < 1e-12]).toEqual([wanted.length, true]);
  });

  it('argmax and hardmax take the first of equal scores, as ONNX does', () => {
    expect([...finalScores(Float64Array.of(1, 3, 3), ['argmax'])]).toEqual([1]);
    expect([...finalScores(Float64Array.of(1, 3, 3), ['hardmax'])]).toEqual([0, 1, 0]);
  });
});
