import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { count, rearrange, type Value } from '../value.js';

/** 0 copies a dimension of the input (unless allowzero), -1 takes what is left. */
export const reshape: OnnxOperator = {
  op: 'Reshape',
  versions: [
    [5, 2, []],
    [14, 2, ['allowzero']],
  ],
  lower(node) {
    const x = node.input(0);
    const shape = node.integers(1, 'shape') ?? node.unsupported(`input 1 ('shape') is missing`);
    return [rearrange(x, resolve(node, x, shape, node.int('allowzero', 0) !== 0), null)];
  },
};

function resolve(node: OpNode, x: Value, wanted: readonly number[], allowZero: boolean): number[] {
  const dims = wanted.map((dim, axis) => (dim === 0 && !allowZero ? (x.shape[axis] ?? NaN) : dim));
  const known = dims.reduce((product, dim) => (dim === -1 ? product : product * dim), 1);
  const shape = dims.map((dim) => (dim === -1 ? count(x) / known : dim));
  const fits = shape.every((dim) => Number.isInteger(dim) && dim >= 0) && shape.reduce((a, b) => a * b, 1) === count(x);
  if (fits && dims.filter((dim) => dim === -1).length <= 1) return shape;
  return node.unsupported(
    `[${x.shape.join(', ')}] cannot be reshaped to [${wanted.join(', ')}]`,
    'If the model was exported with another fixed batch size, export it with batch size 1 or a dynamic batch.',
  );
}
