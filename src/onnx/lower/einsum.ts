import { sizeOf } from '../../engine/tensor.js';
import { stridedIndices, stridesOf, transposed } from '../indices.js';
import type { OpNode } from '../op-node.js';
import { at, rearrange, type Value } from '../value.js';
import { linearValue } from './linear-value.js';
import { matMul } from './matmul.js';

/** A tensor with a label on every axis, no label twice. */
interface Labelled {
  readonly value: Value;
  readonly labels: readonly string[];
}

/** The labels of every operand and of the result; an ellipsis is spelled out as labels `.0`, `.1`, … counted from the right. */
interface Equation {
  readonly operands: readonly (readonly string[])[];
  readonly result: readonly string[];
}

/** Einstein summation: operand after operand, each pair as a matrix product. */
export function einsum(node: OpNode, equation: string, values: readonly Value[]): Value {
  const { operands, result } = parse(node, equation, values);
  const sizes = sizesOf(node, operands, values);
  const terms = values.map((value, i) => withoutRepeats(value, operands[i] ?? [], sizes));
  const [first, ...rest] = terms;
  if (first === undefined) return node.unsupported('no inputs');
  let total = first;
  for (const [i, term] of rest.entries()) {
    const later = new Set([...result, ...rest.slice(i + 1).flatMap(({ labels }) => labels)]);
    total = contract(node, total, term, later, sizes);
  }
  return ordered(summedTo(node, total, new Set(result), sizes), result, sizes);
}

function parse(node: OpNode, equation: string, values: readonly Value[]): Equation {
  const [left = '', right, ...more] = equation.replaceAll(/\s/g, '').split('->');
  const terms = left.split(',');
  const isValid = [...terms, right ?? ''].every((term) => /^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(term));
  if (!isValid || more.length > 0 || terms.length !== values.length) node.unsupported(`the equation '${equation}'`);
  const operands = terms.map((term, i) => spelled(term, (values[i]?.shape.length ?? 0) - term.replace('...', '').length));
  if (operands.some((labels, i) => labels.length !== values[i]?.shape.length))
    node.unsupported(`the equation '${equation}' for these shapes`);
  const dots = Math.max(...operands.map((labels) => labels.filter(isDot).length));
  if (right !== undefined) {
    const result = spelled(right, dots);
    const isKnown = result.every((label, i) => operands.flat().includes(label) && result.indexOf(label) === i);
    return isKnown ? { operands, result } : node.unsupported(`the equation '${equation}'`);
  }
  const all = operands.flat();
  const once = [...new Set(all)].filter((label) => !isDot(label) && all.indexOf(label) === all.lastIndexOf(label)).sort();
  return { operands, result: [...spelled('...', dots), ...once] };
}

function spelled(term: string, dots: number): string[] {
  const [before = '', after] = term.split('...');
  const middle = after === undefined ? [] : Array.from({ length: Math.max(0, dots) }, (_, i) => `.${dots - 1 - i}`);
  return [...Array.from(before), ...middle, ...Array.from(after ?? '')];
}

function isDot(label: string): boolean {
  return label.startsWith('.');
}

/** The size of every label: equal everywhere, but axes of an ellipsis may be broadcast. */
function sizesOf(node: OpNode, operands: readonly (readonly string[])[], values: readonly Value[]): Map<string, number> {
  const sizes = new Map<string, number>();
  operands.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      const size = at(values[i]?.shape ?? [], axis);
      const known = sizes.get(label) ?? size;
      if (known !== size && !(isDot(label) && (known === 1 || size === 1)))
        node.unsupported(`label '${label}' has sizes ${known} and ${size}`);
      sizes.set(label, Math.max(known, size));
    });
  });
  return sizes;
}

function shapeOf(labels: readonly string[], sizes: ReadonlyMap<string, number>): number[] {
  return labels.map((label) => sizes.get(label) ?? NaN);
}

/** Diagonals for labels that occur twice, and all axes at their full size. */
function withoutRepeats(value: Value, all: readonly string[], sizes: ReadonlyMap<string, number>): Labelled {
  const labels = [...new Set(all)];
  const own = stridesOf(value.shape);
  const strides = labels.map((label) =>
    all.reduce((sum, other, axis) => (other === label && at(value.shape, axis) > 1 ? sum + at(own, axis) : sum), 0),
  );
  const shape = shapeOf(labels, sizes);
  return { labels, value: rearrange(value, shape, stridedIndices(shape, strides)) };
}

/** The sum over all labels but those kept. */
function summedTo(node: OpNode, { value, labels }: Labelled, kept: ReadonlySet<string>, sizes: ReadonlyMap<string, number>): Labelled {
  const rest = labels.filter((label) => kept.has(label));
  const gone = labels.filter((label) => !kept.has(label));
  const reduced = sizeOf(shapeOf(gone, sizes));
  const { source } = transposed(
    value.shape,
    [...rest, ...gone].map((label) => labels.indexOf(label)),
  );
  if (gone.length === 0) return { value, labels };
  const sum = linearValue(node, value, {
    shape: shapeOf(rest, sizes),
    weightUnits: 0,
    describe(element, emit) {
      for (let r = 0; r < reduced; r++) emit(at(source, element * reduced + r), 1);
    },
  });
  return { labels: rest, value: sum };
}

/** The axes in the order of `labels`. */
function ordered({ value, labels }: Labelled, wanted: readonly string[], sizes: ReadonlyMap<string, number>): Value {
  const { source } = transposed(
    shapeOf(labels, sizes),
    wanted.map((label) => labels.indexOf(label)),
  );
  return rearrange(value, shapeOf(wanted, sizes), source);
}

/** The product of two terms, summed over the labels that nobody needs later. */
function contract(node: OpNode, a: Labelled, b: Labelled, later: ReadonlySet<string>, sizes: ReadonlyMap<string, number>): Labelled {
  const left = summedTo(node, a, new Set([...later, ...b.labels]), sizes);
  const right = summedTo(node, b, new Set([...later, ...a.labels]), sizes);
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => later.has(label));
  const inner = shared.filter((label) => !later.has(label));
  const rows = left.labels.filter((label) => !shared.includes(label));
  const columns = right.labels.filter((label) => !shared.includes(label));
  const matrix = (term: Labelled, first: readonly string[], second: readonly string[]): Value => {
    const dims = [batch, first, second].map((list) => sizeOf(shapeOf(list, sizes)));
    return { ...ordered(term, [...batch, ...first, ...second], sizes), shape: batch.length === 0 ? dims.slice(1) : dims };
  };
  const product = matMul(node, matrix(left, rows, inner), matrix(right, inner, columns));
  const labels = [...batch, ...rows, ...columns];
  return { labels, value: { ...product, shape: shapeOf(labels, sizes) } };
}
