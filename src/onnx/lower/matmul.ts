import { broadcastIndices, broadcastShape, stridedIndices, transposed } from '../indices.js';
import { asRows, whole } from '../layout.js';
import type { OpNode } from '../op-node.js';
import { at, type Constant, rearrange, type Value, type View } from '../value.js';
import { mismatch } from './fold.js';
import { foldMatMul } from './fold-matmul.js';
import { linearRows } from './linear.js';
import { multiplyViews } from './multiplication.js';
import { unitsOf } from './weights.js';

/** Matrix product of the last two axes, of data and a constant on either side. */
export function matMul(node: OpNode, a: Value, b: Value): Value {
  if (a.kind === 'constant' && b.kind === 'constant') return foldMatMul(node, a, b);
  if (a.kind === 'view' && b.kind === 'constant') return timesConstant(node, a, b);
  if (a.kind === 'constant' && b.kind === 'view') return swapLast(timesConstant(node, swapLast(b), swapLast(a)));
  return a.kind === 'view' && b.kind === 'view' ? productOfViews(node, a, b) : node.unsupported('a factor is missing');
}

/** Both factors depend on the data: every term of every sum is an element of one `product` node. */
function productOfViews(node: OpNode, a: View, b: View): View {
  const left = a.shape.length === 1 ? { ...a, shape: [1, ...a.shape] } : a;
  const right = b.shape.length === 1 ? { ...b, shape: [...b.shape, 1] } : b;
  const [rows = 0, inner = 0] = left.shape.slice(-2);
  const [height = 0, columns = 0] = right.shape.slice(-2);
  const batch = broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2));
  if (inner !== height || batch === null) return node.unsupported(`shapes [${a.shape.join(', ')}] and [${b.shape.join(', ')}] do not fit`);
  const factor = (view: View) =>
    rearrange(view, [...batch, ...view.shape.slice(-2)], broadcastIndices(view.shape, [...batch, ...view.shape.slice(-2)]));
  const wide = { ...factor(left), shape: [...batch, rows, 1, inner] };
  const transposedRight = swapLast(factor(right));
  const terms = multiplyViews(node, wide, { ...transposedRight, shape: [...batch, 1, columns, inner] });
  const sums = linearRows(node, terms, {
    shape: [...batch, rows, columns],
    weightUnits: 0,
    describe: (element, emit) => {
      for (let k = 0; k < inner; k++) emit(element * inner + k, 1);
    },
  });
  const dims = a.shape.length === 1 ? sums.shape.toSpliced(-2, 1) : sums.shape;
  return { ...sums, shape: b.shape.length === 1 ? dims.slice(0, -1) : dims };
}

/** The product of a matrix and a transposed one. One row times a constant is common and large, so the constant is not turned round in between. */
export function matMulTransposed(node: OpNode, a: Value, b: Value): Value {
  const [rows, inner] = a.shape;
  const [columns = 0, height] = b.shape;
  if (a.kind === 'constant' || b.kind === 'view' || rows !== 1 || inner !== height || b.data.length === 0) {
    return matMul(node, a, swapLast(b));
  }
  return { ...dense(node, a, b.data, columns, unitsOf(node, b), 'rows'), shape: [1, columns] };
}

/** Swaps the last two axes; vectors stay. */
export function swapLast<T extends Value>(value: T): T {
  const rank = value.shape.length;
  if (rank < 2) return value;
  const axes = value.shape.map((_, axis) => axis);
  const { shape, source } = transposed(value.shape, [...axes.slice(0, -2), rank - 1, rank - 2]);
  return rearrange(value, shape, source);
}

function timesConstant(node: OpNode, view: View, matrix: Constant): View {
  const vector = matrix.shape.length === 1;
  const shape = vector ? [...matrix.shape, 1] : matrix.shape;
  const data = view.shape.length === 1 ? { ...view, shape: [1, ...view.shape] } : view;
  const [inner = 0, columns = 0] = shape.slice(-2);
  const size = data.shape.at(-1);
  if (size !== inner) node.unsupported(`shapes [${view.shape.join(', ')}] and [${matrix.shape.join(', ')}] do not fit`);
  const batch = shape.slice(0, -2);
  const result = batch.every((dim) => dim === 1)
    ? sharedMatrix(node, data, { ...matrix, shape: [inner, columns] }, batch.length)
    : manyMatrices(node, data, { ...matrix, shape }, batch);
  const dims = view.shape.length === 1 ? result.shape.toSpliced(-2, 1) : result.shape;
  return { ...result, shape: vector ? dims.slice(0, -1) : dims };
}

/** [..., K] x [K, N]: dense for one row, a 1x1 convolution over the rows for more. */
function sharedMatrix(node: OpNode, view: View, matrix: Constant, batchRank: number): View {
  const [inner = 0, columns = 0] = matrix.shape;
  const rows = view.shape.slice(0, -1);
  const missing = Math.max(0, batchRank + 2 - view.shape.length);
  const shape = [...new Array<number>(missing).fill(1), ...rows, columns];
  const count = rows.reduce((product, dim) => product * dim, 1);
  if (inner * columns * count === 0) node.unsupported('one of its tensors is empty');
  const weightUnits = unitsOf(node, matrix);
  if (count === 1) return { ...dense(node, view, matrix.data, columns, weightUnits), shape };
  const input = asRows(node.builder, view, count, inner, node.origin);
  const { height, width } = node.builder.shape(input);
  const id = node.builder.add({
    kind: 'conv', inputs: [input], shape: { height, width, channels: columns }, origin: node.origin,
    weights: rearrange(matrix, [], stridedIndices([columns, inner], [1, columns])).data, bias: null, groups: 1,
    kernelHeight: 1, kernelWidth: 1, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, padTop: 0, padLeft: 0,
    weightUnits, biasError: null,
  }); // prettier-ignore
  return { kind: 'view', type: view.type, shape, node: id, index: null };
}

/** One row: the columns of the weights take the order of the node. `matrix` is row-major [K][columns], or has its outputs in rows, [columns][K]. */
function dense(
  node: OpNode,
  view: View,
  matrix: Float64Array,
  columns: number,
  weightUnits: number,
  outputs: 'columns' | 'rows' = 'columns',
): View {
  const base = whole(node.builder, view, node.origin);
  const inner = node.builder.size(base.node);
  const isOrdered = outputs === 'rows' && base.index === null && matrix.length === columns * inner;
  const weights = isOrdered ? matrix : outputsFirst(matrix, columns, inner, outputs, base.index);
  const id = node.builder.add({
    kind: 'dense', inputs: [base.node], shape: { height: 1, width: 1, channels: columns }, origin: node.origin,
    weights, bias: null, weightUnits, biasError: null,
  }); // prettier-ignore
  return { kind: 'view', type: view.type, shape: [columns], node: id, index: null };
}

/** The weights [columns][inner] of a matrix, `inner` in the order of the node. */
function outputsFirst(
  matrix: Float64Array,
  columns: number,
  inner: number,
  outputs: 'columns' | 'rows',
  index: Int32Array | null,
): Float64Array {
  const weights = new Float64Array(columns * inner);
  const tile = 64;
  const [stepK, stepN] = outputs === 'rows' ? [1, inner] : [columns, 1];
  for (let first = 0; first < inner; first += tile) {
    const last = Math.min(first + tile, inner);
    for (let n = 0; n < columns; n++) {
      const row = n * inner;
      const column = n * stepN;
      if (index === null) for (let k = first; k < last; k++) weights[row + k] = matrix[column + k * stepK] ?? NaN;
      else for (let k = first; k < last; k++) weights[row + (index[k] ?? NaN)] = matrix[column + k * stepK] ?? NaN;
    }
  }
  return weights;
}

/** A different matrix for every batch element: any linear map, row by row. */
function manyMatrices(node: OpNode, view: View, matrix: Constant, batch: readonly number[]): View {
  const outer = broadcastShape(view.shape.slice(0, -2), batch) ?? mismatch(node, view.shape, matrix.shape);
  const [rows = 0, inner = 0] = view.shape.slice(-2);
  const columns = matrix.shape.at(-1) ?? 0;
  const left = rearrange(view, [...outer, rows, inner], broadcastIndices(view.shape, [...outer, rows, inner]));
  const right = rearrange(matrix, [...outer, inner, columns], broadcastIndices(matrix.shape, [...outer, inner, columns]));
  const shape = [...outer, rows, columns];
  return linearRows(node, left, {
    shape,
    weightUnits: unitsOf(node, matrix),
    describe: (element, emit) => {
      const column = element % columns;
      const row = Math.floor(element / columns);
      const first = Math.floor(row / rows) * inner * columns + column;
      for (let k = 0; k < inner; k++) emit(row * inner + k, at(right.data, first + k * columns));
    },
  });
}
