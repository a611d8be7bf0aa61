import { stridesOf } from '../indices.js';
import { linearValue } from '../lower/linear-value.js';
import type { OnnxOperator } from '../operator.js';
import { at } from '../value.js';

/** Sums of the elements up to each one along an axis. */
export const cumSum: OnnxOperator = {
  op: 'CumSum',
  versions: [[11, 2, ['exclusive', 'reverse']]],
  lower(node) {
    const x = node.input(0).kind === 'view' ? node.data(0) : node.input(0);
    const axis = node.axis(node.scalar(1, 'axis') ?? 0, x.shape.length);
    const exclusive = node.int('exclusive', 0) !== 0 ? 1 : 0;
    const reverse = node.int('reverse', 0) !== 0;
    const stride = at(stridesOf(x.shape), axis);
    const size = at(x.shape, axis);
    return [
      linearValue(node, x, {
        shape: x.shape,
        weightUnits: 0,
        describe(element, emit) {
          const place = Math.floor(element / stride) % size;
          const first = element - place * stride;
          const [from, to] = reverse ? [place + exclusive, size] : [0, place + 1 - exclusive];
          for (let i = from; i < to; i++) emit(first + i * stride, 1);
        },
      }),
    ];
  },
};
