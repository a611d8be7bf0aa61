import { picksOf } from '../lower/picks.js';
import type { OnnxOperator } from '../operator.js';
import { at, rearrange } from '../value.js';

/** Along one axis, with constant indices. */
export const gather: OnnxOperator = {
  op: 'Gather',
  versions: [[1, 2, ['axis']]],
  lower(node) {
    const x = node.input(0);
    const indices = node.constant(1, 'indices');
    const axis = node.axis(node.int('axis', 0), x.shape.length);
    const size = at(x.shape, axis);
    const picks = picksOf(node, indices.data, size, axis);
    const before = x.shape.slice(0, axis);
    const after = x.shape.slice(axis + 1);
    const outer = before.reduce((product, dim) => product * dim, 1);
    const inner = after.reduce((product, dim) => product * dim, 1);
    const source = new Int32Array(outer * picks.length * inner);
    let next = 0;
    for (let row = 0; row < outer; row++) {
      for (const pick of picks) {
        for (let i = 0; i < inner; i++) source[next++] = (row * size + pick) * inner + i;
      }
    }
    return [rearrange(x, [...before, ...indices.shape, ...after], source)];
  },
};
