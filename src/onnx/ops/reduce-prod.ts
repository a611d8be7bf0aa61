import { exactReduction, reduceVersions } from '../lower/reduce.js';
import type { OnnxOperator } from '../operator.js';

/** Only of whole constants: shape arithmetic. */
export const reduceProd: OnnxOperator = {
  op: 'ReduceProd',
  versions: reduceVersions(18),
  lower(node) {
    const result = exactReduction(node, 1, (a, b) => a * b);
    const whole = result.kind === 'constant' && result.data.every((value) => Number.isSafeInteger(value));
    return whole ? [result] : node.unsupported('a product of fractions', 'Products of whole numbers work.');
  },
};
