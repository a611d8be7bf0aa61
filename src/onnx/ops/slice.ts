import { sliceRange, stridedIndices, stridesOf } from '../indices.js';
import type { OnnxOperator } from '../operator.js';
import { at, rearrange } from '../value.js';

/** Ranges are attributes before opset 10 and inputs since; steps may be negative. */
export const slice: OnnxOperator = {
  op: 'Slice',
  versions: [
    [1, 1, ['axes', 'ends', 'starts']],
    [10, 5, []],
  ],
  lower(node) {
    const x = node.input(0);
    const starts = node.ints('starts') ?? node.integers(1, 'starts') ?? node.unsupported(`'starts' is missing`);
    const ends = node.ints('ends') ?? node.integers(2, 'ends') ?? node.unsupported(`'ends' is missing`);
    const given = node.ints('axes') ?? node.integers(3, 'axes') ?? starts.map((_, i) => i);
    const steps = node.integers(4, 'steps') ?? starts.map(() => 1);
    if ([ends, given, steps].some((list) => list.length !== starts.length) || steps.includes(0)) {
      node.unsupported(`starts [${starts.join(', ')}], ends [${ends.join(', ')}], axes [${given.join(', ')}], steps [${steps.join(', ')}]`);
    }
    node.axes(given, x.shape.length);
    const shape = [...x.shape];
    const strides = stridesOf(x.shape);
    let offset = 0;
    for (const [i, axis] of given.map((value) => node.axis(value, x.shape.length)).entries()) {
      const { start, length } = sliceRange(at(x.shape, axis), at(starts, i), at(ends, i), at(steps, i));
      offset += start * at(strides, axis);
      shape[axis] = length;
      strides[axis] = at(strides, axis) * at(steps, i);
    }
    return [rearrange(x, shape, stridedIndices(shape, strides, offset))];
  },
};
