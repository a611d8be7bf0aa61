import { sizeOf } from '../../engine/tensor.js';
import { nullIfZero } from '../../graph/folded.js';
import { broadcastIndices, broadcastShape } from '../indices.js';
import type { OpNode } from '../op-node.js';
import { at, type Constant, constant, rearrange } from '../value.js';
import { longSumError } from './fold.js';

/** The matrix product of two constants, with numpy's rules for vectors and batches. */
export function foldMatMul(node: OpNode, a: Constant, b: Constant): Constant {
  const left = a.shape.length === 1 ? { ...a, shape: [1, ...a.shape] } : a;
  const right = b.shape.length === 1 ? { ...b, shape: [...b.shape, 1] } : b;
  const [rows = 0, inner = 0] = left.shape.slice(-2);
  const [height = 0, columns = 0] = right.shape.slice(-2);
  const batch = broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2));
  if (inner !== height || batch === null) return node.unsupported(`shapes [${a.shape.join(', ')}] and [${b.shape.join(', ')}] do not fit`);
  const spread = (value: Constant, matrix: readonly number[]) =>
    rearrange(value, [...batch, ...matrix], broadcastIndices(value.shape, [...batch, ...matrix]));
  const products = multiply(spread(left, [rows, inner]), spread(right, [inner, columns]), rows, inner, columns);
  const shape = [...batch, ...(a.shape.length === 1 ? [] : [rows]), ...(b.shape.length === 1 ? [] : [columns])];
  return constant(a.type, shape, products.data, nullIfZero(products.error));
}

function multiply(a: Constant, b: Constant, rows: number, inner: number, columns: number) {
  const size = rows * columns === 0 ? 0 : (sizeOf(a.shape) / (rows * inner)) * rows * columns;
  const data = new Float64Array(size);
  const error = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const row = Math.floor(i / columns);
    const first = Math.floor(row / rows) * inner * columns + (i % columns);
    let magnitude = 0;
    let inherited = 0;
    for (let k = 0; k < inner; k++) {
      const x = row * inner + k;
      const y = first + k * columns;
      const [value, factor] = [at(a.data, x), at(b.data, y)];
      const [errorA, errorB] = [a.error === null ? 0 : at(a.error, x), b.error === null ? 0 : at(b.error, y)];
      data[i] = at(data, i) + value * factor;
      magnitude += Math.abs(value * factor);
      inherited += Math.abs(value) * errorB + Math.abs(factor) * errorA + errorA * errorB;
    }
    error[i] = magnitude === 0 && inherited === 0 ? 0 : longSumError(inner + 1, magnitude, inherited);
  }
  return { data, error };
}
