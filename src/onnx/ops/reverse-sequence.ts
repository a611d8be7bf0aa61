import { stridesOf } from '../indices.js';
import type { OnnxOperator } from '../operator.js';
import { at, count, rearrange } from '../value.js';

/** With constant lengths: the first elements of each sequence, turned round. */
export const reverseSequence: OnnxOperator = {
  op: 'ReverseSequence',
  versions: [[10, 2, ['batch_axis', 'time_axis']]],
  lower(node) {
    const x = node.input(0);
    const rank = x.shape.length;
    const time = node.axis(node.int('time_axis', 0), rank);
    const batch = node.axis(node.int('batch_axis', 1), rank);
    const lengths = node.constant(1, 'sequence_lens').data;
    const steps = at(x.shape, time);
    if (lengths.length !== at(x.shape, batch) || lengths.some((length) => !(length >= 0 && length <= steps))) {
      node.unsupported(`sequence_lens [${lengths.join(', ')}] for [${x.shape.join(', ')}]`);
    }
    const strides = stridesOf(x.shape);
    const place = (element: number, axis: number) => Math.floor(element / at(strides, axis)) % at(x.shape, axis);
    const source = Int32Array.from({ length: count(x) }, (_, element) => {
      const length = at(lengths, place(element, batch));
      const t = place(element, time);
      return t < length ? element + (length - 1 - 2 * t) * at(strides, time) : element;
    });
    return [rearrange(x, x.shape, source)];
  },
};
