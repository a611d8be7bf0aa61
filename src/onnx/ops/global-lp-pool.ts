import { normExponent, normRoot, normTerms } from '../lower/norm.js';
import { linearRows } from '../lower/linear.js';
import { rowsAlong } from '../lower/rows.js';
import type { OnnxOperator } from '../operator.js';

/** The l1 or l2 norm of every channel. */
export const globalLpPool: OnnxOperator = {
  op: 'GlobalLpPool',
  versions: [[2, 1, ['p']]],
  lower(node) {
    const x = node.data(0);
    const p = normExponent(node);
    const { view, length } = rowsAlong(normTerms(node, x, p), x.shape.map((_, axis) => axis).slice(2));
    const sums = linearRows(node, view, {
      shape: x.shape.map((dim, axis) => (axis < 2 ? dim : 1)),
      weightUnits: 0,
      describe(element, emit) {
        for (let j = 0; j < length; j++) emit(element * length + j, 1);
      },
    });
    return [normRoot(node, sums, p)];
  },
};
