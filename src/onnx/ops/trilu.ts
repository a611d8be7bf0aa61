import { affine } from '../lower/affine.js';
import { foldBinary, product } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';
import { constant } from '../value.js';

/** The triangle above or below diagonal k of the last two axes: a product with a mask of zeros and ones. */
export const trilu: OnnxOperator = {
  op: 'Trilu',
  versions: [[14, 2, ['upper']]],
  lower(node) {
    const x = node.input(0);
    const [rows = 0, columns = 0] = x.shape.slice(-2);
    if (x.shape.length < 2) node.unsupported(`an input of rank ${x.shape.length}`);
    const diagonal = node.scalar(1, 'k') ?? 0;
    const upper = node.int('upper', 1) !== 0;
    const mask = Float64Array.from({ length: rows * columns }, (_, i) => {
      const above = (i % columns) - Math.floor(i / columns) - diagonal;
      return (upper ? above >= 0 : above <= 0) ? 1 : 0;
    });
    const factors = constant(x.type, [rows, columns], mask);
    return [x.kind === 'constant' ? foldBinary(node, x, factors, product) : affine(node, node.data(0), factors, null)];
  },
};
