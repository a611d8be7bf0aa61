import type { OnnxOperator } from '../operator.js';
import { elementType } from '../tensor-data.js';
import { constant } from '../value.js';

/** Only the shape of the input counts. */
export const eyeLike: OnnxOperator = {
  op: 'EyeLike',
  versions: [[9, 1, ['dtype', 'k']]],
  lower(node) {
    const { shape, type } = node.input(0);
    const [rows = 0, columns = 0] = shape;
    if (shape.length !== 2) node.unsupported(`an input of rank ${shape.length}`);
    const diagonal = node.int('k', 0);
    const ones = Float64Array.from({ length: rows * columns }, (_, i) => ((i % columns) - Math.floor(i / columns) === diagonal ? 1 : 0));
    return [constant(node.has('dtype') ? elementType(node.int('dtype', 1), `${node.op} '${node.name}'`) : type, shape, ones)];
  },
};
