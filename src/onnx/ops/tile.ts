import { stridedIndices, stridesOf } from '../indices.js';
import type { OnnxOperator } from '../operator.js';
import { at, rearrange } from '../value.js';

export const tile: OnnxOperator = {
  op: 'Tile',
  versions: [[6, 2, []]],
  lower(node) {
    const x = node.input(0);
    const repeats = node.integers(1, 'repeats') ?? [];
    if (repeats.length !== x.shape.length || repeats.some((times) => times < 0)) node.unsupported(`repeats [${repeats.join(', ')}]`);
    const strides = stridesOf(x.shape);
    const source = stridedIndices(
      x.shape.flatMap((dim, axis) => [at(repeats, axis), dim]),
      strides.flatMap((stride) => [0, stride]),
    );
    return [rearrange(x, x.shape.map((dim, axis) => dim * at(repeats, axis)), source)]; // prettier-ignore
  },
};
