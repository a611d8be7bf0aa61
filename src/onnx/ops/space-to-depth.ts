import { transposed } from '../indices.js';
import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

export const spaceToDepth: OnnxOperator = {
  op: 'SpaceToDepth',
  versions: [[1, 1, ['blocksize']]],
  lower(node) {
    const x = node.input(0);
    const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
    const block = node.int('blocksize', 0);
    const [rows, columns] = [height / block, width / block];
    if (x.shape.length !== 4 || !Number.isInteger(rows) || !Number.isInteger(columns)) {
      node.unsupported(`blocksize ${block} of [${x.shape.join(', ')}]`);
    }
    const { source } = transposed([batch, channels, rows, block, columns, block], [0, 3, 5, 1, 2, 4]);
    return [rearrange(x, [batch, channels * block * block, rows, columns], source)];
  },
};
