import type { OnnxOperator } from '../operator.js';
import { at, constant } from '../value.js';

export const constantOfShape: OnnxOperator = {
  op: 'ConstantOfShape',
  versions: [[9, 1, ['value']]],
  lower(node) {
    const shape = node.integers(0, 'input') ?? [];
    const size = shape.reduce((product, dim) => product * dim, 1);
    if (shape.some((dim) => dim < 0) || size > 2 ** 26) node.unsupported(`the shape [${shape.join(', ')}] is impossible`);
    const value = node.tensor('value') ?? constant('float32', [1], [0]);
    return [constant(value.type, shape, new Float64Array(size).fill(at(value.data, 0)))];
  },
};
