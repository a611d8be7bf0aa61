import { describe, expect, it } from 'vitest';
import type { Relaxation } from '../../src/activations/activation.js';
import type { Method } from '../../src/bounds/bounder.js';
import type { Kernel } from '../../src/bounds/target-refiner.js';
import type { Norm } from '../../src/bounds/region.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { mapSize } from '../../src/graph/graph.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';
import { worstViolation, type BallCase } from '../support/soundness.js';
import { wasmEngines } from '../support/wasm-engines.js';

function randomBall(random: Random, size: number, norm: Norm): BallCase {
  const centre = random.array(size);
  const epsilon = random.pick([0, 1e-3, 0.05, 0.3, 1]);
  const weights = random.next() < 0.4 ? Float64Array.from({ length: size }, () => random.pick([0, 0.3, 1, 2])) : null;
  const clip =
    random.next() < 0.5
      ? { lower: centre.map((x) => x - random.uniform(0, 0.3)), upper: centre.map((x) => x + random.uniform(0, 0.3)) }
      : null;
  return { norm, centre, epsilon, weights, clip };
}

const engines = { ...wasmEngines, reference: createReferenceEngine };

describe.each(['plain', 'relaxed', 'reference'] as const)('bounds on the %s engine', (name) => {
  const graphs = name === 'reference' ? 15 : 60;
  it.each([
    ['interval', 'adaptive', 'f64'],
    ['crown-interval', 'adaptive', 'f64'],
    ['cnn-cert', 'adaptive', 'f64'],
    ['cnn-cert', 'fastlin', 'f64'],
    ['cnn-cert', 'adaptive', 'f32'],
    ['cnn-cert', 'adaptive', 'auto'],
  ] as [Method, Relaxation, Kernel][])(
    '%s (%s, %s) hold at every sampled and attacked point of random graphs',
    (method, relaxation, kernel) => {
      let worst = { amount: 0, where: '' };
      for (let seed = 0; seed < graphs; seed++) {
        const random = new Random(seed + 1);
        const graph = new RandomGraph(random).build(random.integer(1, 5));
        const norm = random.pick(['linf', 'l2', 'l1'] as const);
        const ball = randomBall(random, mapSize(graph.nodes[0]!.shape), norm);
        const intersect = random.next() < 0.7;
        const violation = worstViolation(graph, engines[name](), ball, { method, relaxation, intersect, kernel }, random, 60);
        if (violation.amount > worst.amount) worst = { amount: violation.amount, where: `seed ${seed}, ${norm}, ${violation.where}` };
      }
      expect(worst).toEqual({ amount: 0, where: '' });
    },
  );
});
