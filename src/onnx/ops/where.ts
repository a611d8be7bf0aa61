import { broadcastIndices, broadcastShape } from '../indices.js';
import { concatenate } from '../lower/concat.js';
import { mismatch } from '../lower/fold.js';
import { multiply } from '../lower/multiplication.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { at, type Constant, rearrange, type Value, type View } from '../value.js';
import { add } from './add.js';
import { sub } from './sub.js';

/** With a constant condition each element is one of two tensors; with one that depends on the data it is y + condition (x - y). */
export const where: OnnxOperator = {
  op: 'Where',
  versions: [[9, 3, []]],
  lower(node) {
    const condition = node.input(0);
    return [condition.kind === 'view' ? blended(node, condition) : chosen(node, condition)];
  },
};

function blended(node: OpNode, condition: View): Value {
  const y = node.input(2);
  const [difference] = sub.lower(node.withInputs([node.input(1), y]));
  if (difference === undefined) return node.unsupported('an input is missing');
  const part = multiply(node, { ...condition, type: y.type }, difference);
  return add.lower(node.withInputs([y, part]))[0] ?? node.unsupported('an input is missing');
}

function chosen(node: OpNode, condition: Constant): Value {
  const [x, y] = [node.input(1), node.input(2)];
  const shape = broadcastShape(condition.shape, x.shape, y.shape) ?? mismatch(node, condition.shape, x.shape, y.shape);
  const size = shape.reduce((product, dim) => product * dim, 1);
  const flat = (value: Value) => rearrange(rearrange(value, shape, broadcastIndices(value.shape, shape)), [size], null);
  const source = broadcastIndices(condition.shape, shape);
  const choice = Int32Array.from({ length: size }, (_, i) =>
    at(condition.data, source === null ? i : at(source, i)) !== 0 ? i : size + i,
  );
  return rearrange(concatenate(node, [flat(x), flat(y)], 0), shape, choice);
}
