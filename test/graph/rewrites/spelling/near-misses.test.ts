import { describe, expect, it } from 'vitest';
import { loadModel } from '../../../../src/onnx/load.js';
import { Expression } from './expression.js';
import { spellings } from './spellings.js';

type Write = (e: Expression, x: string) => string;

/** The names of the activations, products and sums that a model is loaded as. */
function parts(bytes: Uint8Array): string[] {
  const { nodes } = loadModel(bytes);
  return nodes.flatMap((node) =>
    node.kind === 'activation' ? node.functions.map(({ name }) => name) : node.kind === 'product' || node.kind === 'add' ? [node.kind] : [],
  );
}

const gelu = (one: number, sign: number) => (e: Expression, x: string) =>
  e.op('Mul', e.op('Mul', x, e.op('Add', e.op('Mul', e.op('Erf', e.op('Mul', x, 0.70710677)), sign), one)), 0.5);
const geluTanh = (linear: number, cubic: number) => (e: Expression, x: string) =>
  e.op('Mul', x, e.op('Add', 1, e.op('Tanh', e.op('Mul', linear, e.op('Add', x, e.op('Mul', cubic, e.op('Pow', x, 3)))))));
const hardSwish = (shift: number, low: number, high: number) => (e: Expression, x: string) =>
  e.op('Mul', x, e.op('Clip', e.op('Add', x, shift), low, high));
const quotient = (s: number, t: number) => (e: Expression, x: string) => e.op('Div', 1, e.op('Add', s, e.op('Mul', t, e.op('Exp', x))));
const elu = (a: number, b: number) => (e: Expression, x: string) =>
  e.op('Add', e.op('Relu', x), e.op('Min', 0, e.op('Sub', e.op('Mul', a, e.op('Exp', x)), b)));

const misses: readonly (readonly [string, Write, readonly string[]])[] = [
  ['GELU with 0.999 + erf', gelu(0.999, 1), ['erf', 'product']],
  ['GELU with 1 + 0.5 erf', gelu(1, 0.5), ['erf', 'product']],
  ['GELU with a shift inside', (e, x) => e.op('Mul', x, e.op('Add', e.op('Erf', e.op('Add', x, 0.1)), 1)), ['erf', 'product']],
  ['tanh GELU with another cubic term', geluTanh(0.7978845608, 0.05), ['power', 'add', 'tanh', 'product']],
  ['tanh GELU with another slope', geluTanh(0.81, 0.044715), ['power', 'add', 'tanh', 'product']],
  ['SiLU with a shift inside', (e, x) => e.op('Mul', x, e.op('Sigmoid', e.op('Add', x, 1))), ['sigmoid', 'product']],
  ['SiLU of something else', (e, x) => e.op('Mul', x, e.op('Sigmoid', e.op('Relu', x))), ['relu', 'sigmoid', 'product']],
  ['SiLU with one beta a channel', (e, x) => e.op('Mul', x, e.op('Sigmoid', e.op('Mul', x, [1, 0.7]))), ['sigmoid', 'product']],
  ['Mish of 2 x inside', (e, x) => e.op('Mul', x, e.op('Tanh', e.op('Softplus', e.op('Mul', x, 2)))), ['softplus', 'tanh', 'product']],
  ['HardSwish with another shift', hardSwish(2.5, 0, 6), ['clip', 'product']],
  ['HardSwish with another height', hardSwish(3, 0, 5), ['clip', 'product']],
  ['HardSwish from below 0', hardSwish(3, -1, 6), ['clip', 'product']],
  ['softplus with 2', (e, x) => e.op('Log', e.op('Add', e.op('Exp', x), 2)), ['exp', 'log']],
  ['softplus with the wrong size', (e, x) => e.op('Add', e.op('Relu', x), e.op('Softplus', e.op('Mul', -0.5, e.op('Abs', x)))), ['relu', 'abs', 'softplus', 'add']],
  ['sigmoid with 2 e^x', quotient(1, 2), ['exp', 'reciprocal']],
  ['sigmoid with 1.001', quotient(1.001, 1), ['exp', 'reciprocal']],
  ['ELU that does not pass 0', elu(0.8, 0.7), ['exp', 'clip', 'relu', 'add']],
  ['ELU upside down', elu(-0.8, -0.8), ['exp', 'clip', 'relu', 'add']],
  ['a product with a shift', (e, x) => e.op('Mul', x, e.op('Add', x, 1)), ['product']],
  ['the root of another multiple of a square', (e, x) => e.op('Sqrt', e.op('Mul', 2, e.op('Mul', x, x))), ['power', 'sqrt']],
]; // prettier-ignore

describe('is not recognised', () => {
  it.each(misses)('%s', (_, write, expected) => {
    const e = new Expression();
    expect(parts(e.model([1, 2, 3, 3], write(e, 'x'))).toSorted()).toEqual(expected.toSorted());
  });

  /** ELU with f(x) added first and subtracted last. */
  const around = (e: Expression, f: () => string) => {
    const begun = e.op('Add', e.op('Relu', 'x'), f());
    return e.op('Sub', e.op('Add', begun, e.op('Sub', e.op('Exp', e.op('Min', 'x', 0)), 1)), f());
  };

  it('a spelling with two noisy units, which draw apart', () => {
    const e = new Expression();
    const found = parts(e.model([1, 4], around(e, () => e.custom('NoisyHardTanh', 'x')))); // prettier-ignore
    expect(found.filter((name) => name === 'noisy-hard-tanh')).toHaveLength(2);
  });

  it('a spelling with y - y of a y that is not defined everywhere', () => {
    const e = new Expression();
    expect(parts(e.model([1, 4], around(e, () => e.op('Log', 'x'))))).toContain('log'); // prettier-ignore
  });

  it('a spelling one part of which the output needs as well', () => {
    const e = new Expression();
    const gate = e.op('Sigmoid', 'x');
    expect(parts(e.model([1, 4], e.op('Mul', 'x', gate), gate))).toEqual(['sigmoid', 'product', 'add']);
  });

  it('a spelling whose gate another product reads', () => {
    const e = new Expression();
    const gate = e.op('Erf', e.op('Mul', 'x', 0.70710677));
    const gelu = e.op('Mul', 'x', e.op('Add', gate, 1));
    expect(parts(e.model([1, 4], e.linear(gelu, 4, 4, 1), e.linear(gate, 4, 4, 2)))).toEqual(['erf', 'product', 'add']);
  });

  it('a product of two values', () => {
    const e = new Expression();
    expect(parts(e.model([1, 4], e.op('Mul', e.linear('x', 4, 4, 1), e.op('Sigmoid', e.linear('x', 4, 4, 2)))))).toEqual([
      'sigmoid',
      'product',
    ]);
  });
});

describe('is recognised', () => {
  it.each(spellings)('$name, of a value that others read too', ({ write, activation }) => {
    const e = new Expression();
    const y = e.linear('x', 4, 4, 1);
    expect(parts(e.model([1, 4], e.linear(write(e, y), 4, 4, 2), e.linear(y, 4, 4, 3)))).toEqual([activation, 'add']);
  });
});
