import { stridedIndices, stridesOf } from '../indices.js';
import type { OnnxOperator } from '../operator.js';
import { at, count, rearrange } from '../value.js';

/** With a constant condition: a selection of slices, or of elements where there is no axis. */
export const compress: OnnxOperator = {
  op: 'Compress',
  versions: [[9, 2, ['axis']]],
  lower(node) {
    const given = node.input(0);
    const x = node.has('axis') ? given : rearrange(given, [count(given)], null);
    const axis = node.axis(node.int('axis', 0), x.shape.length);
    const condition = node.constant(1, 'condition').data;
    const kept = [...condition.keys()].filter((i) => condition[i] !== 0);
    if (condition.length > at(x.shape, axis)) node.unsupported(`a condition of ${condition.length} elements for ${at(x.shape, axis)}`);
    const strides = stridesOf(x.shape);
    const shape = x.shape.with(axis, kept.length);
    // The elements of the first slice; each stands for all kept ones.
    const base = stridedIndices(shape.with(axis, 1), strides);
    const inner = at(strides, axis);
    const source = new Int32Array(base.length * kept.length);
    base.forEach((element, i) => {
      const row = Math.floor(i / inner);
      kept.forEach((pick, k) => (source[(row * kept.length + k) * inner + (i % inner)] = element + pick * inner));
    });
    return [rearrange(x, shape, source)];
  },
};
