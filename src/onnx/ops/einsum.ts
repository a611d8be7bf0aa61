import { einsum as summation } from '../lower/einsum.js';
import type { OnnxOperator } from '../operator.js';

/** Of data and constants: at most one operand may depend on the data. */
export const einsum: OnnxOperator = {
  op: 'Einsum',
  versions: [[12, Infinity, ['equation']]],
  lower(node) {
    const values = node.inputs.map((value, position) => (value?.kind === 'view' ? node.data(position) : node.input(position)));
    return [summation(node, node.string('equation', ''), values)];
  },
};
