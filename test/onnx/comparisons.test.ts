import { describe, expect, it } from 'vitest';
import { runtimeDifference, weights } from '../support/onnx-runtime.js';
import { model, type NodeSpec } from '../support/onnx-writer.js';

function bytesOf(nodes: readonly NodeSpec[]): Uint8Array {
  const initializers = { w: weights([4]), v: weights([2, 1], 5) };
  return model({ inputs: [{ name: 'x', shape: [2, 4] }], outputs: ['y'], initializers, nodes });
}

const compare = (op: string, ...inputs: string[]): NodeSpec => ({ op, inputs, outputs: ['c'] });
const toFloat: NodeSpec = { op: 'Cast', inputs: ['c'], outputs: ['y'], attributes: { to: 1 } };
const turned: NodeSpec = { op: 'Mul', inputs: ['x', 'v'], outputs: ['t'] };

describe('comparisons of data agree with ONNX Runtime', () => {
  it.each(
    ['Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'].flatMap(
      (op) =>
        [
          [op, 'x', 'w'],
          [op, 'v', 'x'],
          [op, 'x', 't'],
        ] as const,
    ),
  )(
    // prettier-ignore
    '%s of %s and %s',
    async (op, a, b) => {
      expect(await runtimeDifference(bytesOf([turned, compare(op, a, b), toFloat]))).toBe(0);
    },
  );

  it.each([
    ['constants', ['c', 'w', 'v']],
    ['data and a constant', ['c', 'x', 'v']],
    ['a constant and data', ['c', 'w', 't']],
    ['data', ['c', 't', 'x']],
  ])('Where chooses between %s', async (_, inputs) => {
    expect(await runtimeDifference(bytesOf([turned, compare('Greater', 'x', 'w'), { op: 'Where', inputs, outputs: ['y'] }]))).toBeLessThan(
      1e-6,
    );
  });
});
