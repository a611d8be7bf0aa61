import { describe, expect, it } from 'vitest';
import { certifyInput } from '../../src/certify/certify-input.js';
import { Classifier } from '../../src/certify/classifier.js';
import type { Counterexample, InputResult } from '../../src/certify/result.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../../src/certify/settings.js';
import { activation } from '../../src/activations/registry.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { mapSize, type Graph } from '../../src/graph/graph.js';
import { add, compare, dyadic, maximum, multiply, ZERO, type Dyadic } from '../support/dyadic.js';
import { absolute, divide, less, sign, subtract } from '../support/dyadic-parts.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { evaluateGraph } from '../support/evaluate.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';
import { pointInBall } from '../support/soundness.js';

const hooks = { now: () => performance.now() / 1000 };

const engines = { wasm: createWasmEngine(), reference: createReferenceEngine() };

interface Case {
  readonly graph: Graph;
  readonly input: Float64Array;
  readonly settings: CertifySettings;
  readonly random: Random;
}

function randomCase(seed: number, changes: Partial<CertifySettings>, functions?: ConstructorParameters<typeof RandomGraph>[1]): Case {
  const random = new Random(seed);
  const graph = new RandomGraph(random, functions).build(random.integer(1, 4));
  const input = random.array(mapSize(graph.nodes[0]!.shape));
  const weights = random.next() < 0.4 ? input.map(() => random.pick([0, 0.5, 1, 2])) : null;
  const clip = random.next() < 0.5 ? { lower: -1, upper: 1 } : null;
  const norm = random.pick(['linf', 'l2', 'l1'] as const);
  const relaxation = random.pick(['adaptive', 'fastlin'] as const);
  return { graph, input, random, settings: { ...DEFAULT_SETTINGS, norm, relaxation, weights, clip, precision: 0.01, ...changes } };
}

const label = (logits: Float64Array) => logits.reduce((best, value, i) => (value > logits[best]! ? i : best), 0);

/** The smallest sampled margin in the ball of radius epsilon. */
function sampledMinimum({ graph, input, settings, random }: Case, epsilon: number, samples: number): number {
  const { norm, weights } = settings;
  const clip =
    settings.clip === null ? null : { lower: input.map(() => settings.clip!.lower), upper: input.map(() => settings.clip!.upper) };
  const truth = label(evaluateGraph(graph, input));
  let least = Infinity;
  for (let sample = 0; sample < samples; sample++) {
    const logits = evaluateGraph(graph, pointInBall(random, { norm, centre: input, epsilon, weights, clip }));
    logits.forEach((value, i) => {
      if (i !== truth) least = Math.min(least, logits[truth]! - value);
    });
  }
  return least;
}

/** Whether |x - c|_p <= radius, (x - c) / w as a quotient of dyadic numbers; weights must be powers of two or 0. */
function isInBall(point: Float64Array, { input, settings }: Case, radius: number): boolean {
  const parts: Dyadic[] = [];
  for (const [i, x] of point.entries()) {
    const moved = absolute(subtract(dyadic(x), dyadic(input[i]!)));
    const weight = settings.weights?.[i] ?? 1;
    if (weight === 0 && sign(moved) !== 0) return false;
    parts.push(weight === 0 ? ZERO : divide(moved, dyadic(weight)));
    if (settings.clip !== null && (x < settings.clip.lower || x > settings.clip.upper)) return false;
  }
  const r = dyadic(radius);
  if (settings.norm === 'linf') return !less(r, parts.reduce(maximum, ZERO));
  if (settings.norm === 'l1') return !less(r, parts.reduce(add, ZERO));
  return (
    compare(
      parts.reduce<Dyadic>((sum, part) => add(sum, multiply(part, part)), ZERO),
      multiply(r, r),
    ) <= 0
  );
}

/** Without any rounding: the model decides for the counterexample's class (or at least against the label), by at least its margin. */
function isCounterexample(graph: Graph, { point, class: other, margin }: Counterexample, truth: number): boolean {
  const logits = evaluateExactly(graph, [...point].map(dyadic));
  return margin < 0 && !less(dyadic(margin), subtract(logits[truth]!, logits[other]!));
}

describe.each(['wasm', 'reference'] as const)('certified radii of random graphs on the %s engine', (name) => {
  const count = name === 'wasm' ? 30 : 5;
  it.each(['interval', 'crown-interval', 'cnn-cert'] as const)('%s: no sampled point of a certified ball is misclassified', (method) => {
    const wrong: string[] = [];
    let certified = 0;
    for (let seed = 1; seed <= count; seed++) {
      const test = randomCase(seed, { method });
      const result = certifyInput(
        new Classifier(test.graph, engines[name]),
        { index: seed, input: test.input, label: null },
        test.settings,
        hooks,
      );
      if (result.status === 'error') wrong.push(`seed ${seed}: ${result.error!.code} ${result.error!.message}`);
      const radius = result.certifiedRadius ?? 0;
      if (!(radius > 0)) continue;
      certified++;
      const minimum = sampledMinimum(test, radius, 60);
      if (!(minimum > -1e-12)) wrong.push(`seed ${seed}: margin ${minimum} at a certified ${radius} in ${test.settings.norm}`);
      if (typeof result.attackedRadius === 'number' && !(radius < result.attackedRadius))
        wrong.push(`seed ${seed}: attacked at ${result.attackedRadius}`);
    }
    expect(wrong).toEqual([]);
    expect(certified).toBeGreaterThan(count / 2);
  });
});

describe('counterexamples', () => {
  const relu = [activation('relu')];
  const tried = Array.from({ length: 40 }, (_, k) => randomCase(k + 100, { attack: true }, relu));
  const run = (test: Case, settings: CertifySettings, index: number): InputResult => {
    return certifyInput(new Classifier(test.graph, engines.wasm), { index, input: test.input, label: null }, settings, hooks);
  };

  it('of a radius lie in the closed ball of that radius and are misclassified, in exact arithmetic', () => {
    const wrong: string[] = [];
    let found = 0;
    tried.forEach((test, k) => {
      const { counterexample, attackedRadius, label: truth } = run(test, test.settings, k);
      if (counterexample === undefined) return;
      found++;
      if (!isInBall(counterexample.point, test, attackedRadius!)) wrong.push(`${k}: outside ${attackedRadius}`);
      if (!isCounterexample(test.graph, counterexample, truth!)) wrong.push(`${k}: not a counterexample`);
    });
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(20);
  });

  it('of a verdict lie in the closed ball, in exact arithmetic, and never contradict a certificate', () => {
    const wrong: string[] = [];
    const verdicts = { certified: 0, falsified: 0, unknown: 0 };
    tried.forEach((test, k) => {
      const epsilon = [0.01, 0.1, 1, 5][k % 4]!;
      const result = run(test, { ...test.settings, epsilon }, k);
      verdicts[result.verdict!]++;
      if (result.verdict === 'certified' && !(sampledMinimum(test, epsilon, 60) > -1e-12)) wrong.push(`${k}: wrongly certified`);
      if ((result.verdict === 'falsified') !== (result.counterexample !== undefined))
        wrong.push(`${k}: verdict without its counterexample`);
      if (result.counterexample === undefined) return;
      if (!isInBall(result.counterexample.point, test, epsilon)) wrong.push(`${k}: outside ${epsilon}`);
      if (!isCounterexample(test.graph, result.counterexample, result.label!)) wrong.push(`${k}: not a counterexample`);
    });
    expect(wrong).toEqual([]);
    expect(Math.min(verdicts.certified, verdicts.falsified)).toBeGreaterThan(5);
  });
});
