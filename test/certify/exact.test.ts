import { describe, expect, it } from 'vitest';
import { certifyInput } from '../../src/certify/certify-input.js';
import { Classifier } from '../../src/certify/classifier.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { exactMinimum } from '../support/arrangement.js';
import { Net } from '../support/graphs.js';
import { Random } from '../support/random.js';

const engine = createWasmEngine();
const hooks = { now: () => performance.now() / 1000 };

function smallNet(seed: number) {
  const random = new Random(seed);
  const net = new Net(2).randomDense(random, random.integer(2, 4)).apply('relu');
  if (random.next() < 0.6) net.randomDense(random, random.integer(2, 3)).apply('relu');
  const graph = net.randomDense(random, 3).build();
  return { graph, classifier: new Classifier(graph, engine), input: random.array(2) };
}

const methods = ['interval', 'crown-interval', 'cnn-cert'] as const;
const combinations = (['l1', 'linf'] as const).flatMap((norm) => methods.map((method) => ({ norm, method })));

describe.each(combinations)('nets of two inputs, every ReLU pattern enumerated: $method in $norm', ({ norm, method }) => {
  it('certifies no radius in which some point is misclassified, and attacks to a radius in which some point is', () => {
    const wrong: string[] = [];
    let tightest = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const { graph, classifier, input } = smallNet(seed);
      const result = certifyInput(classifier, { index: seed, input, label: null }, { ...DEFAULT_SETTINGS, norm, method }, hooks);
      if (result.status !== 'ok') throw new Error(JSON.stringify(result));
      const minimumAt = (epsilon: number) => {
        const others = [0, 1, 2].filter((index) => index !== result.label);
        return Math.min(...others.map((other) => exactMinimum(graph, result.label!, other, norm, [...input], epsilon)));
      };
      const { certifiedRadius, attackedRadius } = result;
      if (result.radiusUnbounded === true) continue;
      if (!(minimumAt(certifiedRadius!) > -1e-12)) wrong.push(`seed ${seed}: ${certifiedRadius} is certified`);
      if (typeof attackedRadius === 'number' && !(minimumAt(attackedRadius) < 1e-9))
        wrong.push(`seed ${seed}: ${attackedRadius} is attacked`);
      if (typeof attackedRadius === 'number') tightest = Math.max(tightest, certifiedRadius! / attackedRadius);
    }
    expect(wrong).toEqual([]);
    expect(tightest).toBeGreaterThan(method === 'interval' ? 0.3 : 0.9);
    expect(tightest).toBeLessThanOrEqual(1);
  });

  it('decides a given ball as it is', () => {
    const wrong: string[] = [];
    const verdicts = { certified: 0, falsified: 0, unknown: 0 };
    for (let seed = 1; seed <= 25; seed++) {
      const { graph, classifier, input } = smallNet(seed);
      const epsilon = [0.05, 0.2, 0.6, 2][seed % 4]!;
      const result = certifyInput(classifier, { index: seed, input, label: null }, { ...DEFAULT_SETTINGS, norm, method, epsilon }, hooks);
      const others = [0, 1, 2].filter((index) => index !== result.label);
      const minimum = Math.min(...others.map((other) => exactMinimum(graph, result.label!, other, norm, [...input], epsilon)));
      verdicts[result.verdict!]++;
      if (result.verdict === 'certified' && !(minimum > -1e-12)) wrong.push(`seed ${seed} certified, minimum ${minimum}`);
      if (result.verdict === 'falsified' && !(minimum < 1e-12)) wrong.push(`seed ${seed} falsified, minimum ${minimum}`);
      for (const { class: other, lower, upper } of result.margins!) {
        const exact = exactMinimum(graph, result.label!, other, norm, [...input], epsilon);
        if (lower !== null && !(lower <= exact + 1e-12)) wrong.push(`seed ${seed}: margin ${other} is ${exact}, lower bound ${lower}`);
        if (upper !== undefined && !(upper >= exact - 1e-12)) wrong.push(`seed ${seed}: margin ${other} is ${exact}, reached ${upper}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(Math.min(verdicts.certified, verdicts.falsified)).toBeGreaterThan(2);
  });
});
