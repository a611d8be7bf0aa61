import type { Activation } from '../../activations/activation.js';
import { isPowerOfTwo, nullIfZero } from '../../graph/folded.js';
import { transposed } from '../indices.js';
import { isPermutation } from '../layout.js';
import type { OpNode } from '../op-node.js';
import type { OpVersion } from '../operator.js';
import { at, type Constant, constant, isFloat, rearrange, type Value, type View } from '../value.js';
import { activate } from './activation.js';
import { averageNode, wholeWindow } from './average.js';
import { longSumError } from './fold.js';
import { linearRows } from './linear.js';
import { maximumOf, maximumOfColumns, signedMaximum } from './maximum.js';

/** Versions of a reduction whose axes become an input at the given opset. */
export function reduceVersions(axesInput: number): readonly OpVersion[] {
  return [
    [1, 1, ['axes', 'keepdims']],
    [axesInput, 2, ['keepdims', 'noop_with_empty_axes']],
  ];
}

interface Plan {
  /** Shape of the result. */
  readonly shape: readonly number[];
  /** The tensor as [kept, reduced]: element (k, r) is element `source[k * reduced + r]`. */
  readonly source: Int32Array;
  readonly kept: number;
  readonly reduced: number;
}

/** null: nothing is reduced (no axes, with noop_with_empty_axes). */
function planOf(node: OpNode, shape: readonly number[]): Plan | null {
  const given = node.ints('axes') ?? node.integers(1, 'axes') ?? [];
  if (given.length === 0 && node.int('noop_with_empty_axes', 0) !== 0) return null;
  const all = shape.map((_, axis) => axis);
  const axes = given.length === 0 ? all : node.axes(given, shape.length);
  const rest = all.filter((axis) => !axes.includes(axis));
  const keep = node.int('keepdims', 1) !== 0;
  const sizeOver = (list: readonly number[]) => list.reduce((product, axis) => product * at(shape, axis), 1);
  return {
    shape: keep ? shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim)) : rest.map((axis) => at(shape, axis)),
    source: transposed(shape, [...rest, ...axes]).source,
    kept: sizeOver(rest),
    reduced: sizeOver(axes),
  };
}

/** ReduceSum and ReduceMean: of data a depthwise convolution over the whole map where it is one, else a sparse map. */
export function linearReduction(node: OpNode, mean: boolean): Value {
  const x = node.input(0).kind === 'view' ? node.data(0) : node.input(0);
  const plan = planOf(node, x.shape);
  if (plan === null) return x;
  if (plan.reduced === 0) return node.unsupported('an empty reduction');
  const divisor = mean ? plan.reduced : 1;
  return x.kind === 'constant' ? foldLinear(node, x, plan, divisor) : reduceData(node, x, plan, divisor);
}

/** True when the kept elements are the channels of the whole node, the others its positions. */
function isOverMap(node: OpNode, x: View, { kept, reduced, source }: Plan): boolean {
  const { builder } = node;
  const index = rearrange(x, [kept, reduced], source).index ?? source;
  const { channels } = builder.shape(x.node);
  return channels === kept && isPermutation(index, builder.size(x.node)) && index.every((e, i) => e % kept === Math.floor(i / reduced));
}

function reduceData(node: OpNode, x: View, plan: Plan, divisor: number): View {
  const { kept, reduced, source } = plan;
  const map = node.builder.shape(x.node);
  if (isOverMap(node, x, plan)) {
    const id = averageNode(node, x.node, { height: 1, width: 1, channels: kept }, wholeWindow(map), divisor);
    return { kind: 'view', type: x.type, shape: plan.shape, node: id, index: null };
  }
  return linearRows(node, x, {
    shape: plan.shape,
    weightUnits: isPowerOfTwo(divisor) ? 0 : 1,
    describe: (element, emit) => {
      for (let r = 0; r < reduced; r++) emit(at(source, element * reduced + r), 1 / divisor);
    },
  });
}

function foldLinear(node: OpNode, x: Constant, { shape, source, kept, reduced }: Plan, divisor: number): Constant {
  if (!isFloat(x.type) && divisor !== 1) node.unsupported('the mean of whole numbers');
  const data = new Float64Array(kept);
  const error = new Float64Array(kept);
  for (let k = 0; k < kept; k++) {
    let magnitude = 0;
    let inherited = 0;
    for (let r = 0; r < reduced; r++) {
      const i = at(source, k * reduced + r);
      data[k] = at(data, k) + at(x.data, i) / divisor;
      magnitude += Math.abs(at(x.data, i)) / divisor;
      inherited += x.error === null ? 0 : at(x.error, i) / divisor;
    }
    error[k] = magnitude === 0 && inherited === 0 ? 0 : longSumError(reduced + 1, magnitude, inherited);
  }
  return constant(x.type, shape, data, isFloat(x.type) ? nullIfZero(error) : null);
}

/** The sum of a function of each element, and a function of that: norms and logarithms of sums. Only of data. */
export function composedReduction(node: OpNode, inner: Activation | null, outer: Activation | null): Value {
  const x = node.data(0);
  const plan = planOf(node, x.shape);
  if (plan === null) return node.unsupported('attribute noop_with_empty_axes = 1');
  if (plan.reduced === 0 || plan.kept === 0) return node.unsupported('an empty reduction');
  const sum = reduceData(node, inner === null ? x : activate(node, x, inner), plan, 1);
  return outer === null ? sum : activate(node, sum, outer);
}

/** ReduceMax (sign 1) and ReduceMin (sign -1, the maximum of the negative): a max-pool over the whole map or over gathered windows. */
export function extremeReduction(node: OpNode, sign: 1 | -1): Value {
  if (node.input(0).kind === 'constant') {
    return sign === 1 ? exactReduction(node, -Infinity, Math.max) : exactReduction(node, Infinity, Math.min);
  }
  const x = node.data(0);
  const plan = planOf(node, x.shape);
  if (plan === null) return x;
  if (plan.reduced === 0 || plan.kept === 0) return node.unsupported('an empty reduction');
  return signedMaximum(node, sign, x, (view) =>
    isOverMap(node, view, plan)
      ? maximumOfColumns(node, view, view.node, plan.shape)
      : maximumOf(node, view, plan.source, plan.reduced, plan.shape),
  );
}

/** A reduction of exact constants by an exact operation. */
export function exactReduction(node: OpNode, start: number, combine: (a: number, b: number) => number): Value {
  const x = node.constant(0, 'data');
  const plan = planOf(node, x.shape);
  if (plan === null) return x;
  if (x.error !== null) node.unsupported('its operand is a rounded result');
  const data = Float64Array.from({ length: plan.kept }, (_, k) => {
    let value = start;
    for (let r = 0; r < plan.reduced; r++) value = combine(value, at(x.data, at(plan.source, k * plan.reduced + r)));
    return value;
  });
  return constant(x.type, plan.shape, data);
}
