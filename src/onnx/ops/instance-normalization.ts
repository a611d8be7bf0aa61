import { plus } from '../lower/addition.js';
import { multiply } from '../lower/multiplication.js';
import { perChannel } from '../lower/per-channel.js';
import { rowsAlong } from '../lower/rows.js';
import { standardise } from '../lower/standardise.js';
import type { OnnxOperator } from '../operator.js';

export const instanceNormalization: OnnxOperator = {
  op: 'InstanceNormalization',
  versions: [[6, 3, ['epsilon']]],
  lower(node) {
    const x = node.data(0);
    const rows = rowsAlong(x, x.shape.map((_, axis) => axis).slice(2));
    const { result } = standardise(node, rows, node.float('epsilon', Math.fround(1e-5)));
    const [scale, shift] = ['scale', 'B'].map((name, i) => perChannel(node, node.constant(i + 1, name), x.shape));
    if (!scale || !shift) return node.unsupported('a parameter is missing');
    return [plus(node, multiply(node, rows.restore(result), scale), shift)];
  },
};
