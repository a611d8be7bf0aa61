import { describe, expect, it } from 'vitest';
import { certifyInput } from '../../src/certify/certify-input.js';
import { Classifier } from '../../src/certify/classifier.js';
import { explain } from '../../src/certify/explain.js';
import type { Explanation, InputResult } from '../../src/certify/result.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../../src/certify/settings.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { mapSize } from '../../src/graph/graph.js';
import { evaluateGraph } from '../support/evaluate.js';
import { Net } from '../support/graphs.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';
import { pointInBall } from '../support/soundness.js';

const hooks = { now: () => performance.now() / 1000 };
const engine = createWasmEngine();

/** logits = W x with rows (1, 0), (0, 1), (-1, -1). */
const linear = new Classifier(
  new Net(2)
    .dense(
      [
        [1, 0],
        [0, 1],
        [-1, -1],
      ],
      [0, 0, 0],
    )
    .build(),
  engine,
);

function explained(classifier: Classifier, input: number[], label: number, changes: Partial<CertifySettings>) {
  const settings = { ...DEFAULT_SETTINGS, ...changes };
  const result = certifyInput(classifier, { index: 0, input, label }, settings, hooks);
  return { result, explanation: explain(classifier, input, result, settings, hooks) };
}

/** By how much the linear bound exceeds the margin at some point of its ball. */
function excess(classifier: Classifier, input: Float64Array, { label }: InputResult, { bound }: Explanation, random: Random): number {
  if (bound === null) throw new Error('there is no bound');
  const { epsilon, coefficients, constant } = bound;
  let worst = -Infinity;
  for (let sample = 0; sample < 30; sample++) {
    const point = pointInBall(random, { norm: 'linf', centre: input, epsilon, weights: null, clip: null });
    const logits = evaluateGraph(classifier.graph, point);
    const margin = logits[label!]! - logits[bound.class]!;
    const value = coefficients.reduce((sum, a, k) => sum + a * point[k]!, constant);
    worst = Math.max(worst, value - margin - 1e-12 * (1 + Math.abs(margin)));
  }
  return worst;
}

describe('what explains a result', () => {
  it('is the whole truth about a linear model', () => {
    const { result, explanation } = explained(linear, [3, 1], 0, {});
    expect(result.limitingClass).toBe(1);
    expect(explanation.values).toEqual(Float64Array.of(3, 1));
    expect(explanation.bound?.epsilon).toBe(result.certifiedRadius);
    expect(explanation.bound?.class).toBe(1);
    expect(explanation.bound?.coefficients).toEqual(Float64Array.of(1, -1));
    expect(explanation.bound?.constant).toBeCloseTo(0, 12);
    expect(explanation.found?.distance).toBe(result.attackedRadius);
    expect(explanation.found?.point).toEqual(result.counterexample?.point);
  });

  it('is the counterexample of a verdict too', () => {
    const { result, explanation } = explained(linear, [3, 1], 0, { epsilon: 1.5 });
    expect(result.verdict).toBe('falsified');
    expect(explanation.found).toMatchObject({ ...result.counterexample });
    expect(explanation.found?.distance).toBeLessThanOrEqual(1.5);
    expect(explanation.bound).toMatchObject({ epsilon: 1.5, class: 1 });
  });

  it('has no bound and no counterexample for a misclassified input, and no coefficients of intervals', () => {
    expect(explained(linear, [3, 1], 1, {}).explanation).toMatchObject({ bound: null, found: null });
    expect(explained(linear, [3, 1], 0, { method: 'interval' }).explanation.bound).toBeNull();
    expect(explained(linear, [3, 1], 0, { attack: false }).explanation.found).toBeNull();
  });

  it('leaves out what is not ready in time', () => {
    const settings = { ...DEFAULT_SETTINGS, timeoutSeconds: 1 };
    const result = certifyInput(linear, { index: 0, input: [3, 1], label: 0 }, settings, hooks);
    let now = 0;
    const late = explain(linear, [3, 1], result, settings, { now: () => (now += 10) });
    expect(late).toEqual({ values: Float64Array.of(3, 1), bound: null, found: null });
  });

  it('is a bound that the margin keeps to all over the ball', () => {
    let worst = -Infinity;
    let worstOfMutant = -Infinity;
    let bounds = 0;
    for (let seed = 1; bounds < 15; seed++) {
      const random = new Random(seed);
      const classifier = new Classifier(new RandomGraph(random).build(random.integer(2, 4)), engine);
      const input = random.array(mapSize(classifier.graph.nodes[0]!.shape));
      const logits = evaluateGraph(classifier.graph, input);
      const label = logits.reduce((best, value, i) => (value > logits[best]! ? i : best), 0);
      if (logits.length < 2) continue;
      const { result, explanation } = explained(classifier, [...input], label, { precision: 0.05 });
      if (explanation.bound === null) continue;
      bounds++;
      worst = Math.max(worst, excess(classifier, input, result, explanation, random));
      const flipped = { ...explanation, bound: { ...explanation.bound, coefficients: explanation.bound.coefficients.map((a) => -a) } };
      worstOfMutant = Math.max(worstOfMutant, excess(classifier, input, result, flipped, random));
    }
    expect(worst).toBeLessThanOrEqual(0);
    expect(worstOfMutant, 'a wrong sign is found out').toBeGreaterThan(0.1);
  });
});
