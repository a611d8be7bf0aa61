import { castTo } from '../lower/cast.js';
import type { OnnxOperator } from '../operator.js';

/** A cast to the type of another tensor. */
export const castLike: OnnxOperator = {
  op: 'CastLike',
  versions: [
    [15, 2, []],
    [19, 2, ['saturate']],
    [24, 2, ['round_mode', 'saturate']],
  ],
  lower: (node) => [castTo(node, node.input(0), node.input(1).type)],
};
