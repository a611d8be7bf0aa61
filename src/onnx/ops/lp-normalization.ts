import { activation } from '../../activations/registry.js';
import { activate } from '../lower/activation.js';
import { linearRows } from '../lower/linear.js';
import { multiplyViews } from '../lower/multiplication.js';
import { normExponent, normTerms } from '../lower/norm.js';
import { rowsAlong } from '../lower/rows.js';
import type { OnnxOperator } from '../operator.js';

/** x / |x|_p along an axis; nothing can be proved where the norm may be 0. */
export const lpNormalization: OnnxOperator = {
  op: 'LpNormalization',
  versions: [[1, 1, ['axis', 'p']]],
  lower(node) {
    const x = node.data(0);
    const p = normExponent(node);
    const rows = rowsAlong(x, [node.axis(node.int('axis', -1), x.shape.length)]);
    const { length } = rows;
    const sums = linearRows(node, normTerms(node, rows.view, p), {
      shape: [rows.rows, 1],
      weightUnits: 0,
      describe(element, emit) {
        for (let j = 0; j < length; j++) emit(element * length + j, 1);
      },
    });
    const inverse = activate(node, sums, p === 1 ? activation('reciprocal') : activation('rsqrt'));
    return [rows.restore(multiplyViews(node, rows.view, inverse))];
  },
};
