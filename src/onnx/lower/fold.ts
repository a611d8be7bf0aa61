import { ETA, gamma } from '../../engine/rounding.js';
import { nullIfZero, productError, quotientError, roundingOf, sumError, upward } from '../../graph/folded.js';
import { broadcastIndices, broadcastShape } from '../indices.js';
import { rangeOfType } from '../constants.js';
import type { OpNode } from '../op-node.js';
import { at, type Constant, constant, type ElementType, isFloat } from '../value.js';

/** A binary rule: the result, and a bound of its error when the operands are off by at most errorA and errorB. */
export interface FoldRule {
  readonly value: (a: number, b: number) => number;
  readonly error: (a: number, errorA: number, b: number, errorB: number) => number;
}

export const sum: FoldRule = { value: (a, b) => a + b, error: sumError };
export const difference: FoldRule = { value: (a, b) => a - b, error: sumErrorOfDifference };
export const product: FoldRule = { value: (a, b) => a * b, error: productError };
export const quotient: FoldRule = { value: (a, b) => a / b, error: quotientError };
export const truncatedQuotient: FoldRule = { value: (a, b) => Math.trunc(a / b), error: () => 0 };
export const minimum: FoldRule = { value: Math.min, error: (_a, errorA, _b, errorB) => Math.max(errorA, errorB) };
export const maximum: FoldRule = { value: Math.max, error: (_a, errorA, _b, errorB) => Math.max(errorA, errorB) };

function sumErrorOfDifference(a: number, errorA: number, b: number, errorB: number): number {
  return sumError(a, errorA, -b, errorB);
}

/** Elementwise on two constants, broadcast. */
export function foldBinary(node: OpNode, a: Constant, b: Constant, rule: FoldRule, type: ElementType = a.type): Constant {
  const shape = broadcastShape(a.shape, b.shape) ?? mismatch(node, a.shape, b.shape);
  const fromA = broadcastIndices(a.shape, shape);
  const fromB = broadcastIndices(b.shape, shape);
  const size = shape.reduce((total, dim) => total * dim, 1);
  const data = new Float64Array(size);
  const error = isFloat(type) ? new Float64Array(size) : null;
  for (let i = 0; i < size; i++) {
    const ia = fromA === null ? i : at(fromA, i);
    const ib = fromB === null ? i : at(fromB, i);
    const x = at(a.data, ia);
    const y = at(b.data, ib);
    data[i] = rule.value(x, y);
    if (error !== null) error[i] = rule.error(x, errorAt(a, ia), y, errorAt(b, ib));
  }
  if (error === null) checkIntegers(node, data, type);
  return constant(type, shape, data, error === null ? null : nullIfZero(error));
}

function errorAt(value: Constant, i: number): number {
  return value.error === null ? 0 : at(value.error, i);
}

/** What overflows its type wraps around in some runtimes and not in others. */
function checkIntegers(node: OpNode, data: Float64Array, type: ElementType): void {
  const [low, high] = rangeOfType(type);
  if (!data.every((value) => value >= low && value <= high)) {
    node.unsupported(`constants beyond the range of ${type} (64 bits: beyond 2^53), or a division by zero`);
  }
}

/** Elementwise on one constant. `error` bounds the result's error; default: the operand must be exact and the result is. */
export function foldUnary(
  node: OpNode,
  a: Constant,
  value: (x: number) => number,
  error?: (x: number, errorX: number) => number,
  type: ElementType = a.type,
): Constant {
  if (error === undefined && a.error !== null) node.unsupported('its constant operand is a rounded result');
  const errors = error === undefined || !isFloat(type) ? null : a.data.map((x, i) => error(x, errorAt(a, i)));
  const data = a.data.map(value);
  // int64 also holds "to the end", beyond 2^53.
  if (!isFloat(type) && type !== 'int64') checkIntegers(node, data, type);
  return constant(type, a.shape, data, errors === null ? null : nullIfZero(errors));
}

/** |sqrt(x') - fl(sqrt(x))| <= errorX / sqrt(x) + rounding. */
export function squareRootError(x: number, errorX: number): number {
  const root = Math.sqrt(x);
  const inherited = errorX === 0 ? 0 : errorX / (root * (1 - 2 ** -50));
  return Number.isInteger(root) && root * root === x && errorX === 0 && root < 2 ** 26 ? 0 : upward(inherited + roundingOf(root));
}

/** Error of a sum of terms in any order: gamma_n of the magnitudes, and what the terms bring along. */
export function longSumError(terms: number, magnitude: number, inherited: number): number {
  // The sums of magnitudes and of inherited errors are themselves off by gamma_n.
  return upward((inherited + gamma(terms + 4) * magnitude + terms * ETA) * (1 + 2 * gamma(terms + 8)));
}

/** Throws Unsupported: the shapes cannot be broadcast. */
export function mismatch(node: OpNode, ...shapes: readonly (readonly number[])[]): never {
  return node.unsupported(`shapes ${shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ')} cannot be broadcast`);
}
