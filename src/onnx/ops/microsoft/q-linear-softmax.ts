import { quantizedUnary } from '../../lower/quantized-operator.js';
import type { OnnxOperator } from '../../operator.js';
import { softmax } from '../softmax.js';

const unary = quantizedUnary('QLinearSoftmax', [[1, 5, ['axis', 'opset']]], softmax);

/** Softmax of the numbers meant, rounded to the scale of the result. The attribute `opset` says whose Softmax it is: opset 13 changed it. */
export const qLinearSoftmax: OnnxOperator = {
  ...unary,
  lower(node) {
    const opset = node.int('opset', node.opset);
    if (opset < 13 !== node.opset < 13) node.unsupported(`Softmax of opset ${opset} in a model of opset ${node.opset}`);
    return unary.lower(node);
  },
};
