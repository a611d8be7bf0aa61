import { plus } from '../lower/addition.js';
import { multiply } from '../lower/multiplication.js';
import { perChannel } from '../lower/per-channel.js';
import { rowsAlong } from '../lower/rows.js';
import { standardise } from '../lower/standardise.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { type Constant, rearrange } from '../value.js';

/** Scale and bias belong to a group before opset 21, to a channel since. */
export const groupNormalization: OnnxOperator = {
  op: 'GroupNormalization',
  versions: [
    [18, 3, ['epsilon', 'num_groups']],
    [21, 3, ['epsilon', 'num_groups', 'stash_type']],
  ],
  lower(node) {
    const x = node.data(0);
    const channels = x.shape[1] ?? 0;
    const groups = node.int('num_groups', 0);
    if (groups < 1 || channels % groups !== 0) node.unsupported(`${groups} groups of ${channels} channels`);
    const grouped = rearrange(x, [x.shape[0] ?? 1, groups, channels / groups, ...x.shape.slice(2)], null);
    const rows = rowsAlong(grouped, grouped.shape.map((_, axis) => axis).slice(2));
    const { result } = standardise(node, rows, node.float('epsilon', Math.fround(1e-5)));
    const [scale, shift] = ['scale', 'bias'].map((name, i) => {
      const value = node.constant(i + 1, name);
      return perChannel(node, node.opset < 21 ? repeated(node, value, groups, channels / groups) : value, x.shape);
    });
    if (!scale || !shift) return node.unsupported('a parameter is missing');
    return [plus(node, multiply(node, rearrange(rows.restore(result), x.shape, null), scale), shift)];
  },
};

function repeated(node: OpNode, value: Constant, groups: number, times: number): Constant {
  if (value.data.length !== groups) node.unsupported(`a parameter has ${value.data.length} values for ${groups} groups`);
  const source = Int32Array.from({ length: groups * times }, (_, i) => Math.floor(i / times));
  return rearrange(value, [groups * times], source);
}
