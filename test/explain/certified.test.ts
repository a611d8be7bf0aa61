import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { Classifier } from '../../src/certify/classifier.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { certifiedChannels } from '../../src/explain/certified-channels.js';
import { explainNeurons } from '../../src/explain/explain-neurons.js';
import { withNoise } from '../../src/graph/noise/noise.js';
import { Program } from '../../src/graph/program.js';
import { loadModel } from '../../src/onnx/load.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';
import { pointInBall } from '../support/soundness.js';
import { convolutional, image } from './support.js';

describe('the floor of the precision', () => {
  const one = { height: 1, width: 1, channels: 1 };
  const variance = (values: readonly number[]): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  };

  it('is below the precision of any copies inside the bounds, and attained by copies at both ends', () => {
    const random = new Random(2);
    for (let run = 0; run < 100; run++) {
      const low = random.uniform(-2, 2);
      const high = low + random.uniform(0, 3) * 10 ** -random.integer(0, 12);
      const [channel] = certifiedChannels({ lower: Float64Array.of(low), upper: Float64Array.of(high) }, one);
      const ends = Array.from({ length: 10 }, (_, k) => (k % 2 === 0 ? low : high));
      const inside = Array.from({ length: 10 }, () => random.uniform(low, high));
      expect(channel!.precisionFloor).toBeLessThanOrEqual(1 / variance(inside));
      expect(channel!.precisionFloor * (high - low) ** 2).toBeLessThanOrEqual(4);
      // A floor that is too high by a fiftieth would be refuted here.
      if (high - low > 1e-6) expect(channel!.precisionFloor * 1.02).toBeGreaterThan(1 / variance(ends));
    }
  });

  it('takes the mean over the positions, and is infinite where none can vary', () => {
    const lower = Float64Array.of(0, 1, 0, 1);
    const upper = Float64Array.of(2, 1, 4, 1);
    const [varies, constant] = certifiedChannels({ lower, upper }, { height: 2, width: 1, channels: 2 });
    expect(varies).toMatchObject({ lower: 0, upper: 4, dead: false });
    expect(varies!.precisionFloor).toBeCloseTo(4 / 10, 12);
    expect(constant).toEqual({ lower: 1, upper: 1, precisionFloor: Infinity, dead: false });
  });

  it('calls dead what is 0 everywhere, and nothing else', () => {
    const zero = new Float64Array(2);
    expect(certifiedChannels({ lower: zero, upper: zero }, { ...one, height: 2 })[0]!.dead).toBe(true);
    expect(certifiedChannels({ lower: zero, upper: Float64Array.of(0, 1e-300) }, { ...one, height: 2 })[0]!.dead).toBe(false);
  });
});

describe('a dead channel', () => {
  it('has infinite precision and no correlation, and is never selected', () => {
    const graph = convolutional(new Random(4), 'relu', [3]);
    const nodes = graph.nodes.map((node) => (node.kind === 'conv' ? { ...node, bias: Float64Array.of(0, -50, 0) } : node));
    const classifier = new Classifier({ ...graph, nodes }, createReferenceEngine());
    const { layers } = explainNeurons(classifier, new Random(5).array(36), { perturbation: { kind: 'linf', epsilon: 0.1 } });
    expect(layers[0]!.channels[1]).toMatchObject({
      precision: Infinity,
      correlation: null,
      weak: true,
      certified: { dead: true, precisionFloor: Infinity },
    });
    expect(layers[0]!.selections.precision).not.toContain(1);
  });
});

describe('values too large for their statistics', () => {
  // tanh makes numbers of all values: the score says nothing of what happened before.
  it.each([
    ['values', 1e308],
    ['squares', 1e200],
  ])('are an error where %s overflow, and no infinite precision', (_, size) => {
    const graph = convolutional(new Random(4), 'tanh', [3]);
    const nodes = graph.nodes.map((node) =>
      node.kind === 'conv' ? { ...node, weights: node.weights.map((weight) => size * (1 + Math.abs(weight))) } : node,
    );
    const classifier = new Classifier({ ...graph, nodes }, createReferenceEngine());
    const options = { quantity: 'before', copies: 3 } as const;
    expect(() => explainNeurons(classifier, new Random(5).array(36, 1, 2), options)).toThrow(
      expect.objectContaining({ code: 'NON_FINITE_VALUE' }),
    );
  });
});

describe('a sample outside of its bounds', () => {
  it('is told as a fault, not reported', () => {
    const graph = convolutional(new Random(4), 'relu', [3]);
    const nodes = graph.nodes.map((node) => (node.kind === 'conv' ? { ...node, bias: Float64Array.of(0, 5, 0) } : node));
    const [bounded, evaluated] = [graph, { ...graph, nodes }].map((each) => new Classifier(each, createReferenceEngine()));
    const wrong = Object.assign(Object.create(bounded!) as Classifier, { evaluated: evaluated!.evaluated });
    const options = { perturbation: { kind: 'linf', epsilon: 0.01 }, copies: 2 } as const;
    expect(() => explainNeurons(wrong, new Random(5).array(36), options)).toThrow(
      expect.objectContaining({ code: 'SAMPLE_OUTSIDE_BOUNDS' }),
    );
  });
});

describe('noise at its worst', () => {
  it('has bounds for every draw around what is sampled, which is the expectation', () => {
    const graph = loadModel(readFileSync('models/fmnist_noisy_tanh.onnx'));
    const of = (noise: 'worst' | 'expectation') => {
      const classifier = new Classifier(withNoise(graph, { mode: noise }), createWasmEngine());
      return explainNeurons(classifier, image(0), { perturbation: { kind: 'linf', epsilon: 0.01 }, copies: 3 }).layers[1]!.channels;
    };
    const [worst, expected] = [of('worst'), of('expectation')];
    expect(worst.map(({ minimum, maximum }) => [minimum, maximum])).toEqual(expected.map(({ minimum, maximum }) => [minimum, maximum]));
    expect(worst.every(({ certified }, k) => certified!.precisionFloor <= expected[k]!.certified!.precisionFloor)).toBe(true);
    expect(worst.some(({ certified }, k) => certified!.precisionFloor < expected[k]!.certified!.precisionFloor)).toBe(true);
  });
});

describe('bounds of nodes that are asked for', () => {
  const random = new Random(31);
  const graphs = Array.from({ length: 12 }, () => new RandomGraph(random).build(4));
  const request = { method: 'cnn-cert', relaxation: 'adaptive' } as const;

  it('hold at sampled points, whatever reads the node', () => {
    let [asked, worst] = [0, -Infinity];
    for (const graph of graphs) {
      const program = new Program(graph, createReferenceEngine());
      const wanted = new Set(graph.nodes.filter(({ kind }) => kind === 'conv' || kind === 'dense' || kind === 'add').map(({ id }) => id));
      asked += wanted.size;
      const centre = random.array(program.size(0));
      const ball = { norm: random.pick(['linf', 'l2', 'l1'] as const), centre, epsilon: 0.2, weights: null, clip: null };
      const row = new Float64Array(program.size(graph.outputNode)).fill(1);
      new Bounder(program, wanted).lowerBounds({ region: ballRegion(ball.norm, centre, 0.2, null, null), rows: [row], ...request });
      for (let sample = 0; sample < 12; sample++) {
        program.evaluate(pointInBall(random, ball));
        for (const id of wanted) {
          const { lower, upper } = program.boundsOf(id);
          program.valuesOf(id).forEach((value, k) => (worst = Math.max(worst, lower[k]! - value, value - upper[k]!)));
        }
      }
    }
    expect(asked).toBeGreaterThan(20);
    expect(worst).toBeLessThanOrEqual(0);
  });

  it('are never wider than without asking, and tighter where nothing nonlinear reads them', () => {
    let tighter = 0;
    for (const graph of graphs) {
      const centre = random.array(36, -1, 1);
      const widths = (wanted: boolean): number[] => {
        const program = new Program(graph, createReferenceEngine());
        const ids = graph.nodes.filter(({ kind }) => kind === 'conv' || kind === 'dense').map(({ id }) => id);
        const region = ballRegion('linf', centre.slice(0, program.size(0)), 0.1, null, null);
        const row = new Float64Array(program.size(graph.outputNode)).fill(1);
        new Bounder(program, new Set(wanted ? ids : [])).lowerBounds({ region, rows: [row], ...request });
        return ids.map((id) => program.boundsOf(id).upper.reduce((sum, high, k) => sum + high - program.boundsOf(id).lower[k]!, 0));
      };
      const [without, asked] = [widths(false), widths(true)];
      // The dense layer at the end is read by nothing.
      if (asked.at(-1)! < without.at(-1)! * 0.999) tighter++;
    }
    expect(tighter).toBeGreaterThan(3);
  });
});
