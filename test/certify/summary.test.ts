import { describe, expect, it } from 'vitest';
import type { InputResult } from '../../src/certify/result.js';
import { summarise } from '../../src/certify/summary.js';

function result(changes: Partial<InputResult>): InputResult {
  const base = {
    index: 0,
    label: 1,
    prediction: 1,
    status: 'ok',
    cleanMargin: 1,
    limitingClass: 0,
    seconds: 1,
    cpuSeconds: null,
    evaluations: 5,
  } as const;
  return { ...base, ...changes };
}

const error = result({ status: 'error', prediction: null, certifiedRadius: null });
const misclassified = result({ status: 'misclassified', prediction: 0, certifiedRadius: 0 });

describe('summarise', () => {
  it('keeps misclassified and failed inputs in every denominator', () => {
    const results = [result({ certifiedRadius: 0.2 }), result({ certifiedRadius: 0.1, status: 'timeout' }), misclassified, error];
    expect(summarise(results, [0.1, 0.15])).toMatchObject({
      inputs: 4,
      correct: 2,
      cleanAccuracy: 0.5,
      certified: 2,
      certifiedAccuracy: [
        { epsilon: 0.1, value: 0.5 },
        { epsilon: 0.15, value: 0.25 },
      ],
      errors: 1,
      timeouts: 1,
    });
  });

  it('takes radii over the inputs that have one: 0 for misclassified ones, none for those that did not run', () => {
    const results = [result({ certifiedRadius: 0.3 }), result({ certifiedRadius: 0.1 }), misclassified, error];
    const { radius } = summarise(results, []);
    expect(radius).toMatchObject({ count: 3, median: 0.1, min: 0 });
    expect(radius!.mean).toBeCloseTo(0.4 / 3, 12);
    expect(radius!.p10).toBeCloseTo(0.02, 12);
    expect(radius!.p90).toBeCloseTo(0.26, 12);
  });

  it('has no radius where none was searched or nothing ran', () => {
    expect(summarise([result({ verdict: 'certified' })], [0.1]).radius).toBeNull();
    expect(summarise([error], []).radius).toBeNull();
  });

  it('counts verdicts at the epsilon of the run', () => {
    const verdicts = ['certified', 'unknown', 'falsified'] as const;
    const results = verdicts.map((verdict) => result({ verdict }));
    expect(summarise(results, [0.1])).toMatchObject({ certified: 1, certifiedAccuracy: [{ epsilon: 0.1, value: 1 / 3 }] });
  });

  it('does not count an input without a radius as certified at epsilon 0', () => {
    expect(summarise([misclassified, error, result({ certifiedRadius: 0.1 })], [0]).certifiedAccuracy).toEqual([
      { epsilon: 0, value: 1 / 3 },
    ]);
  });

  it('sums up nothing without dividing by it', () => {
    expect(summarise([], [0.1])).toMatchObject({
      inputs: 0,
      cleanAccuracy: null,
      radius: null,
      certifiedAccuracy: [{ epsilon: 0.1, value: 0 }],
    });
  });
});
