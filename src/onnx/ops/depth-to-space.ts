import { transposed } from '../indices.js';
import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

/** Blocks of channels become blocks of positions: channels count the block first (DCR) or last (CRD). */
export const depthToSpace: OnnxOperator = {
  op: 'DepthToSpace',
  versions: [
    [1, 1, ['blocksize']],
    [11, 1, ['blocksize', 'mode']],
  ],
  lower(node) {
    const x = node.input(0);
    const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
    const block = node.int('blocksize', 0);
    const mode = node.string('mode', 'DCR');
    const depth = channels / (block * block);
    if (x.shape.length !== 4 || !Number.isInteger(depth) || block < 1) node.unsupported(`blocksize ${block} of [${x.shape.join(', ')}]`);
    if (mode !== 'DCR' && mode !== 'CRD') node.unsupported(`mode '${mode}'`, 'The modes DCR and CRD work.');
    const [split, order] =
      mode === 'DCR'
        ? [[batch, block, block, depth, height, width], [0, 3, 4, 1, 5, 2]] // prettier-ignore
        : [[batch, depth, block, block, height, width], [0, 1, 4, 2, 5, 3]]; // prettier-ignore
    return [rearrange(x, [batch, depth, height * block, width * block], transposed(split, order).source)];
  },
};
