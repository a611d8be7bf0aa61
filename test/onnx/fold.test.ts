import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/onnx/load.js';
import { add, compare, dyadic, type Dyadic, multiply, negate } from '../support/dyadic.js';
import { loadOne, weights } from '../support/onnx-runtime.js';
import { model, type NodeSpec, real, tensor, type TensorSpec } from '../support/onnx-writer.js';
import { Random } from '../support/random.js';

/** numerator / denominator, denominator > 0, exactly. */
interface Fraction {
  readonly numerator: Dyadic;
  readonly denominator: Dyadic;
}

const ONE = dyadic(1);

function fraction(x: number): Fraction {
  return { numerator: dyadic(x), denominator: ONE };
}

function sum(a: Fraction, b: Fraction): Fraction {
  const numerator = add(multiply(a.numerator, b.denominator), multiply(b.numerator, a.denominator));
  return { numerator, denominator: multiply(a.denominator, b.denominator) };
}

function product(a: Fraction, b: Fraction): Fraction {
  return { numerator: multiply(a.numerator, b.numerator), denominator: multiply(a.denominator, b.denominator) };
}

function minus(a: Fraction): Fraction {
  return { ...a, numerator: negate(a.numerator) };
}

function inverse(a: Fraction): Fraction {
  const flip = a.numerator.mantissa < 0n;
  return flip
    ? { numerator: negate(a.denominator), denominator: negate(a.numerator) }
    : { numerator: a.denominator, denominator: a.numerator };
}

/** |a - x| <= bound */
function isWithin(a: Fraction, x: number, bound: number): boolean {
  const difference = sum(a, minus(fraction(x))).numerator;
  const room = multiply(dyadic(bound), a.denominator);
  return compare(difference, room) <= 0 && compare(negate(difference), room) <= 0;
}

const rules: Readonly<Record<string, (a: Fraction, b: Fraction) => Fraction>> = {
  Add: sum,
  Sub: (a, b) => sum(a, minus(b)),
  Mul: product,
  Div: (a, b) => product(a, inverse(b)),
  Sum: sum,
  MatMul: product,
};

/** Constants computed in the graph by random operators, and their exact value. */
function randomConstant(random: Random): { nodes: NodeSpec[]; initializers: Record<string, TensorSpec>; name: string; value: Fraction } {
  const initializers: Record<string, TensorSpec> = {};
  const nodes: NodeSpec[] = [];
  const known: { name: string; value: Fraction }[] = Array.from({ length: 4 }, (_, i) => {
    const x = Math.fround(random.pick([random.uniform(-3, 3), random.uniform(0.001, 0.002), 2, -0.5]));
    initializers[`c${i}`] = tensor([1, 1], [x]);
    return { name: `c${i}`, value: fraction(x) };
  });
  for (let i = 0; i < 6; i++) {
    const op = random.pick(Object.keys(rules));
    const [a, b] = [random.pick(known), random.pick(known)];
    const rule = rules[op];
    if (rule === undefined || (op === 'Div' && b.value.numerator.mantissa === 0n)) continue;
    nodes.push({ op, inputs: [a.name, b.name], outputs: [`t${i}`] });
    known.push({ name: `t${i}`, value: rule(a.value, b.value) });
  }
  const last = known.at(-1);
  if (last === undefined) throw new Error('no constants');
  return { nodes, initializers, ...last };
}

/** Shift and its error of x + c. */
function foldedShift(seed: number): { value: Fraction; stored: number; error: number } {
  const { nodes, initializers, name, value } = randomConstant(new Random(seed));
  const scalar: NodeSpec[] = [
    { op: 'Reshape', inputs: [name, 'one'], outputs: ['scalar'] },
    { op: 'Add', inputs: ['x', 'scalar'], outputs: ['y'] },
  ];
  const one: TensorSpec = { dims: [1], data: [1], type: 'int64' };
  const bytes = model({
    inputs: [{ name: 'x', shape: [3] }],
    outputs: ['y'],
    initializers: { ...initializers, one },
    nodes: [...nodes, ...scalar],
  });
  const [, affine] = loadModel(bytes).nodes;
  if (affine?.kind !== 'affine') return { value, stored: 0, error: 0 };
  return { value, stored: affine.shift?.[0] ?? 0, error: affine.biasError?.[0] ?? 0 };
}

describe('constants computed at load time', () => {
  const seeds = Array.from({ length: 150 }, (_, i) => i + 1);

  it('are within their stated error of the exact value', () => {
    const wrong = seeds.filter((seed) => {
      const { value, stored, error } = foldedShift(seed);
      return !isWithin(value, stored, error);
    });
    expect(wrong).toEqual([]);
  });

  it('would be caught without it', () => {
    const caught = seeds.filter((seed) => {
      const { value, stored } = foldedShift(seed);
      return !isWithin(value, stored, 0);
    });
    expect(caught.length).toBeGreaterThan(30);
  });
});

describe('batch normalisation', () => {
  const gamma = [0.7, -1.3, 2].map(Math.fround);
  const variance = [0.3, 2.7, 1].map(Math.fround);
  const zero = tensor([3], [0, 0, 0]);
  const epsilon = Math.fround(0.001);
  const initializers = { scale: tensor([3], gamma), shift: zero, mean: zero, variance: tensor([3], variance) };
  const graph = loadOne({ op: 'BatchNormalization', shape: [1, 3], initializers, attributes: { epsilon: real(epsilon) } });
  const [, affine] = graph.nodes;
  const scale = affine?.kind === 'affine' ? affine.scale : null;
  const units = affine?.kind === 'affine' ? affine.weightUnits : NaN;

  it('has a factor within its units of gamma / sqrt(var + epsilon)', () => {
    const slack = { mantissa: BigInt(units), exponent: -53 };
    const wrong = [...(scale ?? [])].filter((stored, c) => {
      const square = (x: Dyadic) => multiply(multiply(x, x), add(dyadic(variance[c] ?? NaN), dyadic(epsilon)));
      const size = dyadic(Math.abs(stored));
      const wanted = multiply(dyadic(gamma[c] ?? NaN), dyadic(gamma[c] ?? NaN));
      const low = square(add(size, negate(multiply(size, slack))));
      const high = square(add(size, multiply(size, slack)));
      return compare(low, wanted) > 0 || compare(wanted, high) > 0;
    });
    expect(wrong).toEqual([]);
  });

  it('counts a few units, not many', () => {
    expect([scale?.length, units >= 2 && units <= 5]).toEqual([3, true]);
  });
});

describe('the weights of an average', () => {
  it.each([2, 3, 5, 7])('over %i elements are within their units of 1/k', (k) => {
    const graph = loadOne({ op: 'AveragePool', shape: [1, 1, 8], attributes: { kernel_shape: [k] } });
    const [, conv] = graph.nodes;
    const weight = conv?.kind === 'conv' ? (conv.weights[0] ?? NaN) : NaN;
    const units = conv?.kind === 'conv' ? conv.weightUnits : NaN;
    expect([isWithin(inverse(fraction(k)), weight, units * 2 ** -53 * weight), units]).toEqual([true, k === 2 ? 0 : 1]);
  });
});

describe('a product of constant matrices', () => {
  it.each<[string, NodeSpec[]]>([
    ['MatMul', [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }]],
    [
      'Gemm of a transposed one',
      [
        { op: 'Transpose', inputs: ['w'], outputs: ['t'] },
        { op: 'Gemm', inputs: ['x', 't'], outputs: ['y'], attributes: { transB: 1 } },
      ],
    ],
  ])('carries units that cover a sum in any order: %s', (_, last) => {
    const nodes: NodeSpec[] = [{ op: 'MatMul', inputs: ['a', 'b'], outputs: ['w'] }, ...last];
    const initializers = { a: weights([3, 40], 5), b: weights([40, 2], 6) };
    const graph = loadModel(model({ inputs: [{ name: 'x', shape: [1, 3] }], outputs: ['y'], initializers, nodes }));
    const [, dense] = graph.nodes;
    if (dense?.kind !== 'dense') throw new Error('no dense layer');
    const wrong = [...dense.weights].filter((stored, i) => {
      const [n, k] = [Math.floor(i / 3), i % 3];
      let exact = fraction(0);
      for (let j = 0; j < 40; j++) {
        exact = sum(exact, product(fraction(initializers.a.data[k * 40 + j] ?? NaN), fraction(initializers.b.data[j * 2 + n] ?? NaN)));
      }
      return !isWithin(exact, stored, dense.weightUnits * 2 ** -53 * Math.abs(stored));
    });
    expect(wrong).toEqual([]);
  });
});

describe('integers that overflow their type', () => {
  it.each([
    ['Add', 'int8', [100, 100]],
    ['Sub', 'uint8', [3, 5]],
    ['Mul', 'int32', [2 ** 20, 2 ** 11]],
    ['Neg', 'int8', [-128]],
  ] as const)('%s of %s %o is refused, since runtimes wrap around', (op, type, operands) => {
    const names = operands.map((_, i) => `c${i}`);
    const initializers = Object.fromEntries(operands.map((value, i) => [`c${i}`, { dims: [1], data: [value], type }]));
    const nodes: NodeSpec[] = [
      { op, name: 'overflow', inputs: names, outputs: ['w'] },
      { op: 'Cast', inputs: ['w'], outputs: ['f'], attributes: { to: 1 } },
      { op: 'Add', inputs: ['x', 'f'], outputs: ['y'] },
    ];
    const load = () => loadModel(model({ inputs: [{ name: 'x', shape: [1, 3] }], outputs: ['y'], initializers, nodes }));
    expect(load).toThrow(`${op} 'overflow' (opset 17): constants beyond the range of ${type}`);
  });
});
