import { dequantized } from '../lower/quantization.js';
import { alongAxis, dequantizedAt, requantized } from '../lower/quantized-operator.js';
import { foldBinary, product } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';
import { conv } from './conv.js';

const attributes = ['auto_pad', 'dilations', 'group', 'kernel_shape', 'pads', 'strides'];

/** The convolution of the numbers meant, rounded to the scale of the result; W may have a scale for each output channel, B has that of x times that of W. */
export const qLinearConv: OnnxOperator = {
  op: 'QLinearConv',
  versions: [[10, 9, attributes]],
  lower(node) {
    const filters = node.constant(3, 'w');
    const parameters = { scale: node.constant(4, 'w_scale'), zero: node.optionalConstant(5, 'w_zero_point') };
    const w = dequantized(node, filters, alongAxis(parameters, 0, filters.shape.length));
    const whole = node.optionalConstant(8, 'B');
    const scales = foldBinary(node, alongAxis(parameters, 0, 1).scale, node.constant(1, 'x_scale'), product);
    const b = whole === null ? null : foldBinary(node, { ...whole, type: scales.type }, scales, product);
    const [result] = conv.lower(node.withInputs([dequantizedAt(node, 0), w, b]));
    return [requantized(node, result, 6)];
  },
};
