import { castTo } from '../lower/cast.js';
import { elementType } from '../tensor-data.js';
import type { OnnxOperator } from '../operator.js';

/**
 * Data: only from any number to a float, which is the identity of exact real arithmetic. Exact constants are rounded to the type as
 * ONNX says; rounded results of a computation stay, like all computed numbers.
 */
export const cast: OnnxOperator = {
  op: 'Cast',
  versions: [
    [6, 1, ['to']],
    [19, 1, ['saturate', 'to']],
    [24, 1, ['round_mode', 'saturate', 'to']],
  ],
  lower: (node) => [castTo(node, node.input(0), elementType(node.int('to', 0), `${node.op} '${node.name}'`))],
};
