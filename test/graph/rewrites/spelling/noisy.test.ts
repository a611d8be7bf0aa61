import { describe, expect, it } from 'vitest';
import type { Activation, LinearRelaxation } from '../../../../src/activations/activation.js';
import { activation } from '../../../../src/activations/registry.js';
import { loadModel } from '../../../../src/onnx/load.js';
import { evaluateGraph } from '../../../support/evaluate.js';
import { real } from '../../../support/onnx-writer.js';
import { Expression } from './expression.js';
import { type NoisyParts, noisyUnit, SIGMOID } from './noisy-spellings.js';
import type { Spelling } from './spellings.js';

const f = Math.fround;
const MEAN = f(Math.sqrt(2 / Math.PI));
const XS = [-40, -7.3, -3, -2 - 2 ** -22, -2, -2 + 2 ** -22, -1.5, -1 - 2 ** -23, -1, -1 + 2 ** -24, -0.4, 0, 2 ** -40, 0.5, 1, 1 + 2 ** -23, 1.7, 2, 2 + 2 ** -22, 5, 33]; // prettier-ignore

/** The activations, products and sums of an expression of x, and its values. */
function loaded(write: Spelling['write'], xs: readonly number[] = XS) {
  const e = new Expression();
  const graph = loadModel(e.model([1, xs.length], write(e, 'x')));
  const functions = graph.nodes.flatMap((node) => (node.kind === 'activation' ? node.functions : []));
  return { functions, kinds: graph.nodes.map(({ kind }) => kind), values: [...evaluateGraph(graph, Float64Array.from(xs))] };
}

/** The one activation that an expression is. */
function only(write: Spelling['write']): Activation {
  const { functions, kinds } = loaded(write);
  expect(kinds).toEqual(['input', 'activation']);
  return functions[0]!;
}

/** As the exporter of PyTorch 1.13 writes modules of hardtanh, sigmoid, sign and so on, in its order. */
const PYTORCH: Readonly<Record<string, Spelling['write']>> = {
  /** alpha h + (1 - alpha) x + d sigma sqrt(2 / pi) with floats alpha and c, and p a parameter. */
  tanh(e, x) {
    const h = e.op('Clip', x, -1, 1);
    const steep = e.op('Mul', 1, e.op('Sub', h, x));
    const sigma = e.op('Mul', e.op('Pow', e.op('Sub', e.op('Sigmoid', steep), 0.5), 2), 0.5);
    const d = e.op('Mul', e.op('Neg', e.op('Sign', x)), -1);
    const blend = e.op('Add', e.op('Mul', h, 1.15), e.op('Mul', x, -0.15));
    return e.op('Add', blend, e.op('Mul', e.op('Mul', d, sigma), MEAN));
  },
  /** The same with alpha and p parameters: the exporter folds 1 - alpha in single precision. */
  sigmoid(e, x) {
    const u = e.op('Add', e.op('Mul', x, 0.25), 0.5);
    const h = e.op('Clip', u, 0, 1);
    const rest = 1 - f(1.1);
    const d = e.op('Mul', e.op('Neg', e.op('Sign', x)), e.op('Sign', rest));
    const sigma = e.op('Mul', e.op('Pow', e.op('Sub', e.op('Sigmoid', e.op('Mul', 1, e.op('Sub', h, u))), 0.5), 2), 0.15);
    const blend = e.op('Add', e.op('Mul', 1.1, h), e.op('Mul', rest, u));
    return e.op('Add', blend, e.op('Mul', e.op('Mul', d, sigma), MEAN));
  },
  /** 1.15 h - 0.15 x + sgn 0.5 g g 0.797 with sgn from torch.where. */
  where(e, x) {
    const h = e.op('Clip', x, -1, 1);
    const ones = (sign: number) => e.op('Expand', sign, e.op('Shape', x));
    const sign = e.op('Where', e.op('Greater', x, 0), ones(1), ones(-1));
    const g = e.op('Sub', e.op('Sigmoid', e.op('Sub', h, x)), 0.5);
    const blend = e.op('Sub', e.op('Mul', h, 1.15), e.op('Mul', x, 0.15));
    return e.op('Add', blend, e.op('Mul', e.op('Mul', e.op('Mul', e.op('Mul', sign, 0.5), g), g), 0.797));
  },
};

describe('what PyTorch exports carries the constants of the file', () => {
  const leak = f(-0.15);
  const middle = { slope: f(1.15) + leak, offset: 0, min: -1, max: 1, leak, p: 1 };
  it.each([
    ['tanh', { ...middle, left: (-f(0.5) * MEAN) / 4, right: (f(0.5) * MEAN) / 4 }],
    ['where', { ...middle, left: (-f(0.5) * f(0.797)) / 4, right: (f(0.5) * f(0.797)) / 4 }],
    ['sigmoid', { min: -2, max: 2, slope: 0.25, offset: 0.5, leak: (1 - f(1.1)) / 4, p: 0.25, left: (-f(0.15) * MEAN) / 4, right: (f(0.15) * MEAN) / 4 }],
  ])('%s', (name, parameters) => {
    const found = only(PYTORCH[name]!);
    expect([found.name, found.parameters]).toEqual(['leaky-clip', parameters]);
    // 1.15f - 0.15f is not 1: taken for the ideal unit, the middle would be off.
    if (name !== 'sigmoid') expect(found.evaluate(1)).toBe(middle.slope);
  });
}); // prettier-ignore

/** What the parts say, in plain doubles. */
function plainly(
  { alpha = 1.15, leak = 1 - alpha, c = 0.5, p = 1, mean = 0.7978845608 }: NoisyParts,
  isSigmoid: boolean,
  x: number,
): number {
  const u = isSigmoid ? 0.25 * x + 0.5 : x;
  const h = Math.min(Math.max(u, isSigmoid ? 0 : -1), 1);
  const noise = f(c) * f(mean ?? 0) * (1 / (1 + Math.exp(-f(p) * (h - u))) - 0.5) ** 2;
  return f(leak === 0 ? 1 : alpha) * h + f(leak ?? 0) * u + (alpha > 1 ? 1 : -1) * Math.sign(x) * noise;
}

describe('a spelled unit has the values', () => {
  const cases: readonly (readonly [string, NoisyParts, boolean])[] = [
    ['tanh', {}, false],
    ['tanh, alpha below 1', { alpha: 0.5, c: 6, p: 2.3 }, false],
    ['tanh, alpha 1', { alpha: 1, c: 3 }, false],
    ['tanh, no noise', { mean: null }, false],
    ['sigmoid', SIGMOID, true],
    ['sigmoid, steep', { ...SIGMOID, c: 5, p: 7 }, true],
  ];
  it.each(cases)('of its formula: %s', (_, parts, isSigmoid) => {
    const found = only(noisyUnit(parts));
    const grid = [...XS, ...Array.from({ length: 201 }, (_x, i) => (i - 100) / 12)];
    const off = grid.map((x) => Math.abs(found.evaluate(x) - plainly(parts, isSigmoid, x)) / (1 + Math.abs(x)));
    expect(Math.max(...off)).toBeLessThan(1e-15);
  });

  it.each([
    ['noisy-hard-tanh', { alpha: 1.25, c: 0.5, p: 3 }, {}],
    ['noisy-hard-sigmoid', { alpha: 1.25, c: 0.5, p: 3 }, SIGMOID],
    ['noisy-hard-tanh', { alpha: 0.5, c: 4, p: 1 }, {}],
  ])('and the lines of the custom operator with the same constants: %s %o', (name, constants, parts) => {
    const found = only(noisyUnit({ ...parts, ...constants, mean: MEAN }));
    const custom = activation(name, { ...constants, distribution: 0, mode: 2, noise: MEAN });
    expect(XS.map((x) => found.evaluate(x))).toEqual(XS.map((x) => custom.evaluate(x)));
    for (const [lower, upper] of [[-4, 3], [-1.2, 0.3], [0.5, 2.5], [1.5, 9], [-9, -3], [-2, 2]] as const) {
      const [a, b] = [found, custom].map((subject) => {
        const lines: LinearRelaxation = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
        subject.relax(lower, upper, 'adaptive', lines);
        return lines;
      });
      for (const key of Object.keys(a!) as (keyof LinearRelaxation)[]) expect(a![key]).toBeCloseTo(b![key], 12);
    }
  }); // prettier-ignore

  it.each([
    ['NoisyHardTanh', { alpha: real(1.25), distribution: 'normal' }, { alpha: 1.25, mean: null }],
    ['NoisyHardTanh', { alpha: real(1.25), distribution: 'half-normal' }, { alpha: 1.25, mean: MEAN }],
    ['NoisyHardSigmoid', { alpha: real(0.75), distribution: 'half-normal' }, { ...SIGMOID, alpha: 0.75, mean: MEAN }],
  ])('of %s, whose expectation is the double nearest to sqrt(2 / pi): %o', (op, attributes, parts) => {
    const custom = loaded((e, x) => e.customWith(op, attributes, x)).values;
    const off = loaded(noisyUnit(parts)).values.map((value, i) => Math.abs(value - custom[i]!));
    expect(Math.max(...off)).toBeLessThan(parts.mean === null ? 1e-300 : 1e-8);
  });
});

const NEXT = 2 ** -23;
const gate = (e: Expression, x: string, h: string, half: number) => e.op('Sub', e.op('Sigmoid', e.op('Sub', h, x)), half);
const sigmaOf = (e: Expression, x: string, h: string) => e.op('Pow', gate(e, x, h, 0.5), 2);
const float = (e: Expression, x: string) => e.opWith('Cast', { to: 1 }, x);

describe('is not taken for a noisy unit', () => {
  const clip = (e: Expression, x: string, top = 1) => e.op('Clip', x, -1, top);
  const misses: Readonly<Record<string, Spelling['write']>> = {
    'another bound in the noise': noisyUnit({ delta: (e, _h, u) => e.op('Sub', clip(e, u, 1 + NEXT), u) }),
    'another line in the noise': noisyUnit({ delta: (e, h, u) => e.op('Sub', h, e.op('Mul', u, 1 + NEXT)) }),
    'a shift in the sigmoid': noisyUnit({ sigmoid: (e, y) => e.op('Sigmoid', e.op('Add', y, NEXT)) }),
    'a little less than 1/2': noisyUnit({ square: (e, y) => e.op('Pow', e.op('Add', y, NEXT), 2) }),
    'a cube': noisyUnit({ square: (e, y) => e.op('Pow', y, 3) }),
    'two different factors': noisyUnit({ square: (e, y) => e.op('Mul', y, e.op('Add', y, NEXT)) }),
    'a sign that changes beyond the saturation point': noisyUnit({ sign: (e, x) => e.op('Sign', e.op('Sub', x, 1 + NEXT)) }),
    'no constant sign': noisyUnit({ sign: (_e, x) => x }),
    'a bound that is no double': noisyUnit({ ...SIGMOID, u: (e, x) => e.op('Add', e.op('Mul', 1 / 6, x), 0.5) }),
    'a sum of alpha and 1 - alpha that is no double': noisyUnit({ leak: 1.15 * 2 ** -32 }),
    'a strength that is no double': noisyUnit({ c: 0.7, sign: (e, x) => e.op('Mul', e.op('Sign', x), 0.3) }),
    'a jump at a saturation point': (e, x) => e.op('Add', noisyUnit({})(e, x), e.op('Mul', NEXT, float(e, e.op('Greater', x, 1)))),
    'another value at a saturation point, and nowhere else': (e, x) =>
      e.op('Add', noisyUnit({})(e, x), e.op('Sub', float(e, e.op('GreaterOrEqual', x, 1)), float(e, e.op('Greater', x, 1)))),
    'noise that begins with a jump': (e, x) =>
      e.op('Add', clip(e, x), e.op('Mul', float(e, e.op('Greater', x, 1)), e.op('Pow', e.op('Sub', e.op('Sigmoid', x), 0.5), 2))),
    'leaks that differ': (e, x) => e.op('Add', noisyUnit({})(e, x), e.op('Mul', NEXT, e.op('Relu', e.op('Sub', x, 1)))),
    'noise of two strengths': (e, x) => e.op('Add', noisyUnit({ p: 2 })(e, x), sigmaOf(e, x, clip(e, x))),
    'noise within': (e, x) => e.op('Add', clip(e, x), sigmaOf(e, x, clip(e, x, 1.5))),
  };

  it.each(Object.keys(misses))('%s', (name) => {
    const { functions, kinds, values } = loaded(misses[name]!);
    expect(kinds.filter((kind) => kind === 'activation' || kind === 'add' || kind === 'product').length).toBeGreaterThan(1);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(functions.length).toBeGreaterThan(1);
  });

  it('a unit some part of which others read', () => {
    const e = new Expression();
    const h = e.op('Clip', 'x', -1, 1);
    const sigma = sigmaOf(e, 'x', h);
    const unit = e.op('Add', h, e.op('Mul', e.op('Sign', 'x'), sigma));
    const graph = loadModel(e.model([1, XS.length], e.opWith('Concat', { axis: 1 }, unit, sigma)));
    expect(graph.nodes.filter(({ kind }) => kind === 'activation').length).toBeGreaterThan(1);
    const parts = XS.map((x) => {
      const clipped = Math.min(Math.max(x, -1), 1);
      return { x, clipped, noise: (1 / (1 + Math.exp(x - clipped)) - 0.5) ** 2 };
    });
    const expected = [...parts.map(({ x, clipped, noise }) => clipped + Math.sign(x) * noise), ...parts.map(({ noise }) => noise)];
    const off = [...evaluateGraph(graph, Float64Array.from(XS))].map((value, i) => Math.abs(value - expected[i]!));
    expect(Math.max(...off)).toBeLessThan(1e-14);
  });
});

describe('is the same function, though written otherwise', () => {
  const standard = only(noisyUnit({})).parameters;
  const others: Readonly<Record<string, readonly [NoisyParts, Readonly<Record<string, number>>]>> = {
    'the opposite sign': [{ c: -0.5 }, { left: standard['right']!, right: standard['left']! }],
    'a negative p': [{ p: -1 }, {}],
    'a sign that changes at a saturation point': [{ sign: (e, x) => e.op('Sign', e.op('Sub', x, 1)) }, {}],
    'a sign that changes in between': [{ sign: (e, x) => e.op('Sign', e.op('Add', x, 0.25)) }, {}],
    'noise on one side': [{ sign: (e, x) => float(e, e.op('Greater', x, 0)) }, { left: 0 }],
    'noise of one sign': [{ sign: (e, x) => e.op('Abs', e.op('Sign', x)) }, { left: standard['right']! }],
  };
  it.each(Object.keys(others))('%s', (name) => {
    const [parts, changes] = others[name]!;
    expect(only(noisyUnit(parts)).parameters).toEqual({ ...standard, ...changes });
  });
});

it('--noise leaves spelled units as they are, and says so', () => {
  const e = new Expression();
  const bytes = e.model([1, 4], noisyUnit({})(e, 'x'));
  const graph = loadModel(bytes, { noise: { mode: 'worst', k: 3 } });
  const [, unit] = graph.nodes;
  expect([unit?.kind === 'activation' && unit.functions[0]?.parameters, graph.noise]).toEqual([only(noisyUnit({})).parameters, undefined]);
  expect(graph.notices.filter((notice) => notice.includes('4 units are noisy ones spelled in standard operators'))).toHaveLength(1);
});
