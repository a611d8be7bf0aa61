import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import { loadModel } from '../../src/onnx/load.js';
import { dyadic, type Dyadic, multiply } from '../support/dyadic.js';
import { absolute, divide, less, ONE, subtract } from '../support/dyadic-parts.js';
import { exp, log } from '../support/precise.js';
import { loadOne } from '../support/onnx-runtime.js';
import { model, tensor } from '../support/onnx-writer.js';
import { Random } from '../support/random.js';

function exactPower(x: number, p: number): Dyadic {
  if (!Number.isInteger(p)) return exp(multiply(dyadic(p), log(dyadic(x))));
  const product = Array.from({ length: Math.abs(p) }, () => dyadic(x)).reduce(multiply, ONE);
  return p < 0 ? divide(ONE, product) : product;
}

/** What x + b^e has for a shift, for constant vectors b and e. */
function foldedPowers(bases: readonly number[], exponents: readonly number[]) {
  const bytes = model({
    inputs: [{ name: 'x', shape: [bases.length] }],
    outputs: ['y'],
    initializers: { b: tensor([bases.length], [...bases]), e: tensor([bases.length], [...exponents]) },
    nodes: [
      { op: 'Pow', inputs: ['b', 'e'], outputs: ['p'] },
      { op: 'Add', inputs: ['x', 'p'], outputs: ['y'] },
    ],
  });
  const [, affine] = loadModel(bytes).nodes;
  if (affine?.kind !== 'affine') throw new Error('no shift');
  return { shift: affine.shift ?? [], error: affine.biasError ?? new Float64Array(bases.length) };
}

describe('powers of constants', () => {
  const random = new Random(5);
  const bases = Array.from({ length: 300 }, () => Math.fround(random.uniform(0.01, 5)));
  const exponents = bases.map((_, i) => Math.fround(i % 3 === 0 ? random.integer(-9, 30) : random.uniform(-9, 9)));
  const { shift, error } = foldedPowers(bases, exponents);

  it.each([
    ['are within their stated error', 1, 0, 0],
    ['and would not be without it', 0, 100, 300],
  ])('%s', (_name, share, least, most) => {
    const wrong = bases.filter((base, i) => {
      const off = absolute(subtract(dyadic(shift[i] ?? NaN), exactPower(base, exponents[i] ?? NaN)));
      return less(multiply(dyadic(share), dyadic(error[i] ?? NaN)), off);
    });
    expect([wrong.length >= least, wrong.length <= most]).toEqual([true, true]);
  });

  it('are exact for whole numbers', () => {
    expect(foldedPowers([2, -3, 7, 5], [10, 3, 0, 20])).toEqual({
      shift: Float64Array.of(1024, -27, 1, 95367431640625),
      error: new Float64Array(4),
    });
  });

  it.each([
    [-2, 0.5, 'a power of a constant that is no finite number'],
    [0, -1, 'a power of a constant that is no finite number'],
    [2, 5000, 'the exponent 5000'],
  ])('%s to the %s is refused', (base, exponent, reason) => {
    const attempt = () => foldedPowers([base, 2], [exponent, 2]);
    expect(attempt).toThrow(ModelError);
    expect(attempt).toThrow(reason);
  });
});

describe('powers of data', () => {
  const functionsOf = (exponents: readonly number[]) => {
    const [, node] = loadOne({
      op: 'Pow',
      shape: [1, exponents.length],
      initializers: { e: tensor([exponents.length], [...exponents]) },
    }).nodes;
    return node?.kind === 'activation' ? node.functions.map(({ name, parameters }) => [name, ...Object.values(parameters)].join(' ')) : [];
  };

  it('are the activation that fits', () => {
    expect(functionsOf([0.5, -0.5, -1, 3, 1])).toEqual(['sqrt', 'rsqrt', 'reciprocal', 'power 3', 'power 1']);
    expect([functionsOf([-0.5, -0.5]), functionsOf([1, 1])]).toEqual([['rsqrt'], []]);
  });
});
