import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { type Constant, constant, integers } from '../value.js';

const values = ['value_float', 'value_floats', 'value_int', 'value_ints', 'value_string', 'value_strings'];

export const constantOperator: OnnxOperator = {
  op: 'Constant',
  versions: [
    [1, 0, ['value']],
    [11, 0, ['value', 'sparse_value']],
    [12, 0, ['value', 'sparse_value', ...values]],
  ],
  lower: (node) => [read(node)],
};

function read(node: OpNode): Constant {
  if (node.has('value_float')) return constant('float32', [], [node.float('value_float', 0)]);
  if (node.has('value_int')) return constant('int64', [], [node.int('value_int', 0)]);
  const floats = node.floats('value_floats');
  if (floats !== null) return constant('float32', [floats.length], floats);
  const ints = node.ints('value_ints');
  if (ints !== null) return integers(ints);
  return node.tensor('value') ?? node.unsupported('a constant that is a string or a sparse tensor', 'Dense tensors and numbers work.');
}
