import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

const product = (dims: readonly number[]) => dims.reduce((size, dim) => size * dim, 1);

/** To a matrix: the axes before `axis` and the rest. `axis` may equal the rank. */
export const flatten: OnnxOperator = {
  op: 'Flatten',
  versions: [[1, 1, ['axis']]],
  lower(node) {
    const x = node.input(0);
    const given = node.int('axis', 1);
    const axis = given === x.shape.length ? given : node.axis(given, x.shape.length);
    return [rearrange(x, [product(x.shape.slice(0, axis)), product(x.shape.slice(axis))], null)];
  },
};
