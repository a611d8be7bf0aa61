import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/onnx/load.js';
import { type OneOp, oneOp, runtimeDifference, weights } from '../support/onnx-runtime.js';

function summation(
  equation: string,
  shape: readonly number[],
  constants: readonly (readonly number[])[] = [],
  inputs?: readonly string[],
): OneOp & { readonly equation: string } {
  const initializers = Object.fromEntries(constants.map((dims, i) => [`c${i}`, weights(dims, i + 2)]));
  return { equation, op: 'Einsum', shape, initializers, attributes: { equation }, ...(inputs && { inputs }) };
}

const cases: readonly (OneOp & { readonly equation: string })[] = [
  summation('ij->ji', [2, 3]),
  summation('ijk->k', [2, 3, 4]),
  summation('ij->', [2, 3]),
  summation('ii->i', [3, 3]),
  summation('ii', [3, 3]),
  summation('...ij->...ji', [2, 3, 4]),
  summation('ba', [2, 3]),
  summation('bij,jk->bik', [1, 3, 4], [[4, 5]]),
  summation('ij,bjk -> bik', [1, 3, 4], [[2, 3]], ['c0', 'x']),
  summation('bij,bjk->bik', [2, 3, 4], [[2, 4, 2]]),
  summation('bhid,bhjd->bhij', [1, 2, 3, 4], [[1, 2, 5, 4]]),
  summation('i,j->ij', [3], [[4]]),
  summation('ij,ij->ij', [2, 3], [[2, 3]]),
  summation('ijk,il->kl', [2, 3, 4], [[2, 2]]),
  summation('...j,jk', [2, 3, 4], [[4, 2]]),
  summation('...ij,...jk->...ik', [2, 5, 3, 4], [[2, 5, 4, 2]]),
  summation('ij,jk,kl->il', [2, 3], [[3, 4], [4, 2]]),
  summation('ij,jk,kl->li', [3, 4], [[2, 3], [4, 2]], ['c0', 'x', 'c1']),
  summation('i,i->i', [3], [], ['x', 'x']),
  summation('bij,bkj->bik', [2, 3, 4], [], ['x', 'x']),
]; // prettier-ignore

describe('Einsum agrees with ONNX Runtime', () => {
  it.each(cases.map((spec) => [spec.equation, spec] as const))('%s', async (_, spec) => {
    expect(await runtimeDifference(oneOp(spec))).toBeLessThan(3e-6);
  });
});

describe('Einsum', () => {
  it('with a matrix over rows is a 1x1 convolution', () => {
    const graph = loadModel(oneOp(summation('bij,jk->bik', [1, 3, 4], [[4, 5]])));
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['input', 'conv']);
  });

  it.each([
    ['ij,jk->iz', summation('ij,jk->iz', [2, 3], [[3, 2]])],
    ['ij->ii', summation('ij->ii', [2, 2])],
    ['ijk->i', summation('ijk->i', [2, 3])],
    ['i.j->i', summation('i.j->i', [2, 3])],
  ])('%s is refused', (equation, spec) => {
    expect(() => loadModel(oneOp(spec))).toThrow(`the equation '${equation}'`);
  });

  it('of sizes that differ is refused', () => {
    expect(() => loadModel(oneOp(summation('ij,jk->ik', [2, 3], [[4, 2]])))).toThrow(`label 'j' has sizes 3 and 4`);
  });
});
