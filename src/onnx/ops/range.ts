import type { OnnxOperator } from '../operator.js';
import { constant } from '../value.js';

export const range: OnnxOperator = {
  op: 'Range',
  versions: [[11, 3, []]],
  lower(node) {
    const { type } = node.constant(0, 'start');
    const [start = 0, limit = 0, delta = 0] = ['start', 'limit', 'delta'].map((name, position) => node.scalar(position, name) ?? 0);
    const length = Math.max(0, Math.ceil((limit - start) / delta));
    if (!(length < 2 ** 28)) node.unsupported(`from ${start} to ${limit} by ${delta}`);
    const values = Array.from({ length }, (_, i) => start + i * delta);
    if (!values.every(Number.isInteger) || !Number.isInteger(delta))
      node.unsupported('a range of fractions', 'Ranges of whole numbers work.');
    return [constant(type, [length], values)];
  },
};
