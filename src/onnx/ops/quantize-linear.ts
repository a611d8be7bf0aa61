import { quantizedConstant, quantizedData, spreadTo } from '../lower/quantization.js';
import type { OnnxOperator } from '../operator.js';
import { elementType } from '../tensor-data.js';

/** Of constants: weights that the file rounds itself. Of data: a staircase with its jumps where the exact quotient passes a half. */
export const quantizeLinear: OnnxOperator = {
  op: 'QuantizeLinear',
  versions: [
    [10, 3, []],
    [13, 3, ['axis']],
    [19, 3, ['axis', 'saturate']],
    [21, 3, ['axis', 'block_size', 'output_dtype', 'saturate']],
    [23, 3, ['axis', 'block_size', 'output_dtype', 'precision', 'saturate']],
  ],
  lower(node) {
    const x = node.input(0);
    const scale = node.constant(1, 'y_scale');
    if ((x.kind === 'constant' && x.error !== null) || scale.error !== null) node.unsupported('a constant operand is a rounded result');
    const zero = node.optionalConstant(2, 'y_zero_point');
    const type =
      zero?.type ?? (node.int('output_dtype', 0) === 0 ? 'uint8' : elementType(node.int('output_dtype', 0), `${node.op} '${node.name}'`));
    const spread = { scale: spreadTo(node, x, scale), zero: zero === null ? null : spreadTo(node, x, zero) };
    return [x.kind === 'view' ? quantizedData(node, node.data(0), spread, type) : quantizedConstant(node, x, spread, type)];
  },
};
