import type { OpNode } from '../op-node.js';
import { type Constant, constant, type Value } from '../value.js';
import { affine } from './affine.js';
import { addBranches, type Branch } from './branches.js';
import { difference, foldBinary, foldUnary, sum } from './fold.js';

/** The signed sum of all inputs: constants are folded into one shift, data into one `add`. */
export function addition(node: OpNode, signs: readonly (1 | -1)[]): Value {
  const branches: Branch[] = [];
  let shift: Constant | null = null;
  for (const [position, sign] of signs.entries()) {
    const value = node.input(position);
    if (value.kind === 'view') branches.push({ view: node.data(position), sign });
    else shift = accumulate(node, shift, value, sign);
  }
  const [first] = branches;
  if (first === undefined) return shift ?? node.unsupported('no inputs');
  if (branches.length > 1) {
    const total = addBranches(node, branches);
    return shift === null ? total : affine(node, total, null, shift);
  }
  const scale: Constant | null = first.sign === 1 ? null : constant(first.view.type, [], [-1]);
  return affine(node, first.view, scale, shift);
}

/** a + b */
export function plus(node: OpNode, a: Value, b: Value): Value {
  if (a.kind === 'constant') return b.kind === 'constant' ? foldBinary(node, a, b, sum) : affine(node, b, null, a);
  if (b.kind === 'constant') return affine(node, a, null, b);
  return addBranches(node, [
    { view: a, sign: 1 },
    { view: b, sign: 1 },
  ]);
}

function accumulate(node: OpNode, total: Constant | null, value: Constant, sign: 1 | -1): Constant {
  if (total !== null) return foldBinary(node, total, value, sign === 1 ? sum : difference);
  if (sign === 1) return value;
  return foldUnary(
    node,
    value,
    (x) => -x,
    (_, error) => error,
  );
}
