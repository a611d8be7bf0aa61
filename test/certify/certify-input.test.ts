import { describe, expect, it } from 'vitest';
import { certifyInput } from '../../src/certify/certify-input.js';
import type { InputTask } from '../../src/certify/certification.js';
import { Classifier } from '../../src/certify/classifier.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../../src/certify/settings.js';
import type { Hooks } from '../../src/certify/stop.js';
import type { Engine } from '../../src/engine/engine.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import type { Graph } from '../../src/graph/graph.js';
import { Net } from '../support/graphs.js';
import { Random } from '../support/random.js';

const engine = createWasmEngine();
const still: Hooks = { now: () => 0 };

function certify(
  graph: Graph,
  task: Partial<InputTask>,
  settings: Partial<CertifySettings> = {},
  hooks: Hooks = still,
  on: Engine = engine,
) {
  const whole = { index: 0, label: null, input: [0, 0], ...task };
  return certifyInput(new Classifier(graph, on), whole, { ...DEFAULT_SETTINGS, ...settings }, hooks);
}

/** Three classes that win where x, y or the constant is largest. */
const wins = () => new Net(2).dense([[1, 0], [0, 1], [0, 0]], [0, 0, 0.5]).build(); // prettier-ignore

const deep = (seed = 1) => {
  const random = new Random(seed);
  return new Net(6).randomDense(random, 20).apply('relu').randomDense(random, 20).apply('tanh').randomDense(random, 4).build();
};

describe('certifyInput', () => {
  it('gives radius, attacked radius, margin and limiting class', () => {
    const result = certify(wins(), { input: [1, 0.25], label: 0 });
    expect(result).toMatchObject({ index: 0, status: 'ok', label: 0, prediction: 0, cleanMargin: 0.5, limitingClass: 1 });
    expect(result.certifiedRadius).toBeCloseTo(0.375, 3);
    expect(result.certifiedRadius).toBeLessThanOrEqual(0.375);
    expect(result.attackedRadius).toBeGreaterThanOrEqual(0.375);
    expect(result.attackedRadius).toBeCloseTo(0.375, 3);
  });

  it.each([1e-8, 1e-5, 0.01, 30])('finds the radius %s of a staircase, which has no gradient to start from', (distance) => {
    // The decision changes at x = 0.3 - distance; without the attack nothing is known about it.
    const steps = new Net(1).dense([[1], [-1]], [distance - 0.3, 0.3 - distance]).apply('step').dense([[1, 0], [0, 1]]).build(); // prettier-ignore
    const { certifiedRadius } = certify(steps, { input: [0.3], label: 0 }, { attack: false });
    expect(certifiedRadius).toBeLessThanOrEqual(distance);
    expect(certifiedRadius).toBeGreaterThan(distance * 0.998);
  });

  it("takes the model's own prediction for a label where none is given", () => {
    expect(certify(wins(), { input: [0, 3] })).toMatchObject({ label: 1, prediction: 1, status: 'ok' });
  });

  it('gives a misclassified input radius 0', () => {
    const result = certify(wins(), { input: [1, 0], label: 1 });
    expect(result).toMatchObject({
      status: 'misclassified',
      prediction: 0,
      cleanMargin: -1,
      certifiedRadius: 0,
      attackedRadius: 0,
      evaluations: 0,
      limitingClass: 0,
    });
  });

  it.each([0, 0.1, 10])('falsifies a misclassified input at epsilon %s', (epsilon) => {
    const result = certify(wins(), { input: [1, 0], label: 1 }, { epsilon });
    expect(result).toMatchObject({ status: 'misclassified', verdict: 'falsified', evaluations: 0 });
    expect(result.margins).toContainEqual({ class: 0, lower: null, upper: expect.closeTo(-1, 10) as number });
  });

  it('takes an exact tie for neither, whichever class is the label', () => {
    for (const label of [0, 1]) {
      expect(certify(wins(), { input: [2, 2], label }, { epsilon: 0 })).toMatchObject({ verdict: 'unknown', cleanMargin: 0 });
      expect(certify(wins(), { input: [2, 2], label })).toMatchObject({ certifiedRadius: 0, cleanMargin: 0 });
    }
  });

  it('takes a tie within the error of evaluation for neither', () => {
    const graph = new Net(2).dense([[0.1, 0.2], [0.1, 0.2]], [0, 2 ** -53]).build(); // prettier-ignore
    expect(certify(graph, { input: [1, 1], label: 1 }, { epsilon: 0 }).verdict).toBe('unknown');
  });

  it('certifies epsilon 0 where the margin is positive', () => {
    const result = certify(deep(), { input: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] }, { epsilon: 0 });
    expect(result).toMatchObject({ status: 'ok', verdict: 'certified' });
    expect(Math.min(...result.margins!.map(({ lower }) => lower!))).toBeCloseTo(result.cleanMargin!, 9);
  });

  it('gives bounds of every margin and a counterexample', () => {
    const result = certify(wins(), { input: [1, 0.25], label: 0 }, { epsilon: 0.4 });
    expect(result).toMatchObject({ verdict: 'falsified', limitingClass: 1, evaluations: 1 });
    expect(result.margins!.map((margin) => margin.class)).toEqual([1, 2]);
    expect(result.counterexample!.class).toBe(1);
    expect(result.counterexample!.margin).toBeLessThan(0);
    const [x, y] = result.counterexample!.point;
    expect(x! < y!).toBe(true);
  });

  it('proves the same without an attack', () => {
    const input = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
    const { certifiedRadius } = certify(deep(), { input });
    const without = certify(deep(), { input }, { attack: false });
    expect(without.attackedRadius).toBeNull();
    expect(Math.abs(without.certifiedRadius! / certifiedRadius! - 1)).toBeLessThan(1.1e-3);
    expect(certify(deep(), { input }, { attack: false, epsilon: 3 }).verdict).toBe('unknown');
  });

  it('says that a radius is unbounded where the whole range is certified', () => {
    const result = certify(wins(), { input: [0.2, 0.1] }, { clip: { lower: 0, upper: 0.4 } });
    expect(result).toMatchObject({ radiusUnbounded: true, attackedRadius: null, label: 2 });
    expect(result.certifiedRadius).toBeCloseTo(0.3, 12);
  });

  it('says so for a model that does not depend on its input', () => {
    const constant = new Net(2).dense([[0, 0], [0, 0]], [1, 0]).build(); // prettier-ignore
    expect(certify(constant, {})).toMatchObject({ radiusUnbounded: true, status: 'ok', attackedRadius: null });
  });

  it('says so where weights of 0 fix every element', () => {
    expect(certify(wins(), { input: [1, 0] }, { weights: Float64Array.of(0, 0) })).toMatchObject({ radiusUnbounded: true });
  });

  it('lets weights scale the ball per element, in the order of the ONNX input', () => {
    const graph = { ...wins(), inputLayout: Int32Array.of(1, 0) };
    const radius = (weights: number[]) =>
      certify(graph, { input: [0.25, 1], label: 0 }, { weights: Float64Array.from(weights) }).certifiedRadius;
    expect(radius([0, 1])).toBeCloseTo(0.5, 2);
    expect(radius([1, 0])).toBeCloseTo(0.75, 2);
  });

  it('certifies against the chosen targets only', () => {
    const margins = (target: CertifySettings['target']) =>
      certify(wins(), { input: [1, 0.25], label: 0 }, { epsilon: 0.1, target }).margins!.map((margin) => margin.class);
    expect(margins('runner-up')).toEqual([2]);
    expect(margins('least-likely')).toEqual([1]);
    expect(margins(1)).toEqual([1]);
    expect(margins('random')).toHaveLength(1);
  });

  it('counts its time, and CPU time where it can be told', () => {
    let time = 0;
    let cpu = 0;
    const hooks = { now: () => (time += 1), cpu: () => (cpu += 10) };
    const { seconds, cpuSeconds } = certify(wins(), { input: [1, 0] }, {}, hooks);
    expect(seconds).toBe(1);
    expect(cpuSeconds).toBe(10);
    expect(certify(wins(), { input: [1, 0] }).cpuSeconds).toBeNull();
  });
});

describe('a binary model of one output', () => {
  const logit = () => new Net(1).dense([[1]], [0]).build({ stripped: ['sigmoid'] });

  it('decides at probability 0.5, in both directions', () => {
    expect(certify(logit(), { input: [2] })).toMatchObject({ prediction: 1, cleanMargin: 2, limitingClass: 0 });
    expect(certify(logit(), { input: [-0.5] })).toMatchObject({ prediction: 0, cleanMargin: 0.5, limitingClass: 1 });
    expect(certify(logit(), { input: [-0.5] }).certifiedRadius).toBeCloseTo(0.5, 3);
  });

  it('moves the boundary with the threshold', () => {
    const boundary = Math.log(0.9 / 0.1);
    const above = certify(logit(), { input: [3] }, { threshold: 0.9 });
    expect(above).toMatchObject({ prediction: 1 });
    expect(above.certifiedRadius).toBeCloseTo(3 - boundary, 2);
    expect(above.certifiedRadius).toBeLessThan(3 - boundary);
    expect(certify(logit(), { input: [2] }, { threshold: 0.9 })).toMatchObject({ prediction: 0, label: 0 });
  });

  it('takes the boundary itself for neither', () => {
    expect(certify(logit(), { input: [0] }, { epsilon: 0 })).toMatchObject({ verdict: 'unknown', prediction: 0 });
    expect(certify(logit(), { input: [Math.log(9)] }, { epsilon: 0, threshold: 0.9 }).verdict).toBe('unknown');
  });
});

describe('what goes wrong with one input', () => {
  it.each([
    ['a NaN pixel', { input: [NaN, 1] }, {}, 'INPUT_NOT_FINITE'],
    ['an infinite pixel', { input: [1, Infinity] }, {}, 'INPUT_NOT_FINITE'],
    ['a pixel outside the declared range', { input: [0.5, 1.5] }, { clip: { lower: 0, upper: 1 } }, 'INPUT_OUT_OF_RANGE'],
    ['too few values', { input: [0.5] }, {}, 'INPUT_LENGTH'],
    ['a label beyond the classes', { input: [1, 0], label: 3 }, {}, 'LABEL_OUT_OF_RANGE'],
    ['a negative label', { input: [1, 0], label: -1 }, {}, 'LABEL_OUT_OF_RANGE'],
    ['a fractional label', { input: [1, 0], label: 0.5 }, {}, 'LABEL_OUT_OF_RANGE'],
    ['a target that is the label', { input: [1, 0], label: 0 }, { target: 0 as const }, 'TARGET_IS_LABEL'],
  ])('%s is an error of that input', (_, task, settings, code) => {
    const radius = certify(wins(), task, settings);
    expect(radius).toMatchObject({ status: 'error', certifiedRadius: null, attackedRadius: null, error: { code } });
    expect(radius.error!.hint).toBeTypeOf('string');
    expect(certify(wins(), task, { ...settings, epsilon: 0.1 })).toMatchObject({ status: 'error', verdict: 'unknown', error: { code } });
  });

  it.each([NaN, Infinity, -Infinity])('a weight of %s is an error, never a certificate', (weight) => {
    const graph = new Net(2).dense([[weight, 1], [0, 1]], [5, 0]).apply('relu').dense([[1, 0], [0, 1]]).build(); // prettier-ignore
    expect(certify(graph, { input: [1, 1], label: 0 }, { epsilon: 0.1 })).toMatchObject({
      status: 'error',
      error: { code: expect.stringMatching(/^NON_FINITE_(LOGITS|BOUNDS)$/) as string },
    });
  });

  it('weights so large that the bounds overflow prove nothing', () => {
    const graph = new Net(2).dense([[1e200, 0], [0, 1]]).apply('relu').dense([[1e200, 0], [0, 1]], [0, 1]).build(); // prettier-ignore
    expect(certify(graph, { input: [-1, 1], label: 1 }, { epsilon: 2 })).toMatchObject({ status: 'ok', verdict: 'unknown' });
    const radius = certify(graph, { input: [-1, 1], label: 1 });
    expect(radius.status).toBe('ok');
    expect(radius.certifiedRadius).toBeLessThanOrEqual(1);
  });

  it('an unforeseen error is an error of that input, never a certificate', () => {
    const broken: Engine = {
      ...createWasmEngine(),
      dualNorm: () => {
        throw new RangeError('a fault');
      },
    };
    const task = { input: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] };
    const result = certify(deep(), task, { norm: 'l2', epsilon: 0.01 }, still, broken);
    expect(result).toMatchObject({ status: 'error', verdict: 'unknown', error: { code: 'INTERNAL_ERROR', message: 'a fault' } });
  });

  it('a timeout in the search keeps the last radius proved', () => {
    const reference = certify(deep(), { input: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] }, { attack: false });
    const statuses = new Set<string>();
    for (let ticks = 3; ticks < 120; ticks++) {
      let time = 0;
      const result = certify(
        deep(),
        { input: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] },
        { attack: false, timeoutSeconds: ticks },
        { now: () => time++ },
      );
      statuses.add(result.status);
      expect(result.certifiedRadius).toBeLessThanOrEqual(reference.certifiedRadius!);
      if (result.status === 'timeout' && result.evaluations > 2) expect(result.certifiedRadius).toBeGreaterThan(0);
    }
    expect([...statuses].sort()).toEqual(['ok', 'timeout']);
  });

  it('a timeout before anything is proved gives radius 0, or an unknown verdict', () => {
    let time = 0;
    const hooks = { now: () => time++ };
    const task = { input: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] };
    expect(certify(deep(), task, { timeoutSeconds: 1 }, hooks)).toMatchObject({ status: 'timeout', certifiedRadius: 0 });
    expect(certify(deep(), task, { timeoutSeconds: 1, epsilon: 0.1 }, hooks)).toMatchObject({ status: 'timeout', verdict: 'unknown' });
  });

  it('an attack ends when its share of the time is up, and the certification goes on', () => {
    let time = 0;
    const hooks = { now: () => (time += 1) };
    const result = certify(deep(), { input: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] }, { timeoutSeconds: 400 }, hooks);
    expect(result.status).toBe('ok');
    expect(result.certifiedRadius).toBeGreaterThan(0);
  });

  it('an interruption is an error of that input', () => {
    let asked = 0;
    const hooks = { now: () => 0, shouldStop: () => ++asked > 20 };
    const result = certify(deep(), { input: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] }, {}, hooks);
    expect(result).toMatchObject({ status: 'error', error: { code: 'INTERRUPTED' }, certifiedRadius: null });
  });
});
