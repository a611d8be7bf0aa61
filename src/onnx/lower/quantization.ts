import type { OpNode } from '../op-node.js';
import { at, type Constant, count, rearrange, type Value } from '../value.js';
import { stridedIndices, stridesOf } from '../indices.js';

/** Scale or zero point spread to the shape of `x`: one for all, one for each position of an axis, or one a block along it. */
export function spreadTo(node: OpNode, x: Value, parameter: Constant): Constant {
  if (count(parameter) === 1) return { ...parameter, shape: [] };
  const axis = node.axis(node.int('axis', 1), x.shape.length);
  const block = node.int('block_size', 0);
  if (block === 0) {
    const isVector = parameter.shape.length === 1 && parameter.shape[0] === x.shape[axis];
    if (!isVector) node.unsupported(`a scale [${parameter.shape.join(', ')}] along axis ${axis} of [${x.shape.join(', ')}]`);
    return { ...parameter, shape: [...parameter.shape, ...x.shape.slice(axis + 1).map(() => 1)] };
  }
  const fits =
    parameter.shape.length === x.shape.length &&
    x.shape.every((dim, i) => parameter.shape[i] === (i === axis ? Math.ceil(dim / block) : dim));
  if (!fits) node.unsupported(`blocks of ${block} with a scale [${parameter.shape.join(', ')}] for [${x.shape.join(', ')}]`);
  const strides = stridesOf(parameter.shape);
  const stride = at(strides, axis);
  const positions = stridedIndices(x.shape, x.shape.map((_, i) => (i === axis ? 1 : 0))); // prettier-ignore
  const others = stridedIndices(x.shape, strides.with(axis, 0));
  return rearrange(parameter, x.shape, others.map((first, i) => first + Math.floor(at(positions, i) / block) * stride)); // prettier-ignore
}
