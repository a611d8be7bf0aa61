import { describe, expect, it } from 'vitest';
import { certifyInput } from '../../src/certify/certify-input.js';
import { Classifier } from '../../src/certify/classifier.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../../src/certify/settings.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { Net } from '../support/graphs.js';
import { Random } from '../support/random.js';

const engine = createWasmEngine();
const hooks = { now: () => performance.now() / 1000 };

/** Two classes, logits +-(w . x + b) / 2: the decision boundary is a hyperplane, so every radius is known. */
function linearClassifier(weights: Float64Array, bias: number): Classifier {
  const half = [...weights].map((w) => w / 2);
  return new Classifier(new Net(weights.length).dense([half.map((w) => -w), half], [-bias / 2, bias / 2]).build(), engine);
}

function radiusOf(classifier: Classifier, input: Float64Array, settings: Partial<CertifySettings>) {
  return certifyInput(classifier, { index: 0, input, label: null }, { ...DEFAULT_SETTINGS, ...settings }, hooks);
}

const dualNorm = {
  linf: (v: Float64Array) => v.reduce((sum, x) => sum + Math.abs(x), 0),
  l2: (v: Float64Array) => Math.hypot(...v),
  l1: (v: Float64Array) => Math.max(...v.map(Math.abs)),
};

describe.each(['l1', 'l2', 'linf'] as const)('a linear classifier in %s', (norm) => {
  it.each([null, [1, 0.5, 2, 0, 1, 3, 0.1, 1]])('has the distance to its hyperplane as radius, weights %j', (given) => {
    const weights = given === null ? null : Float64Array.from(given);
    let worst = 0;
    for (let seed = 1; seed <= 15; seed++) {
      const random = new Random(seed);
      const w = random.array(8);
      const input = random.array(8);
      const margin = Math.abs(w.reduce((sum, a, i) => sum + a * input[i]!, 0.1));
      const exact = margin / dualNorm[norm](w.map((a, i) => a * (weights?.[i] ?? 1)));
      const { certifiedRadius, attackedRadius } = radiusOf(linearClassifier(w, 0.1), input, { norm, weights });
      const isBetween = certifiedRadius! <= exact * (1 + 1e-12) && attackedRadius! >= exact * (1 - 1e-12);
      worst = Math.max(worst, isBetween ? Math.max(exact / certifiedRadius!, attackedRadius! / exact) - 1 : Infinity);
    }
    expect(worst).toBeLessThan(2e-3);
  });

  it('gets close from both sides in a declared range', () => {
    let worst = 0;
    for (let seed = 1; seed <= 15; seed++) {
      const random = new Random(seed);
      const w = random.array(8);
      const input = random.array(8, 0, 1);
      const { certifiedRadius, attackedRadius, radiusUnbounded } = radiusOf(linearClassifier(w, 0.1), input, {
        norm,
        clip: { lower: 0, upper: 1 },
      });
      if (radiusUnbounded === true) {
        const corner = input.map((_, i) => (w[i]! * margin(w, input) > 0 ? 0 : 1));
        worst = Math.max(worst, margin(w, corner) * margin(w, input) > 0 && attackedRadius === null ? 0 : Infinity);
      } else worst = Math.max(worst, certifiedRadius! < attackedRadius! ? attackedRadius! / certifiedRadius! - 1 : Infinity);
    }
    expect(worst).toBeLessThan(4e-3);
  });
});

function margin(w: Float64Array, x: Float64Array): number {
  return w.reduce((sum, a, i) => sum + a * x[i]!, 0.1);
}
