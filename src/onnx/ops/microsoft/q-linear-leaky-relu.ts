import { quantizedUnary } from '../../lower/quantized-operator.js';
import { leakyRelu } from '../leaky-relu.js';

export const qLinearLeakyRelu = quantizedUnary('QLinearLeakyRelu', [[1, 5, ['alpha']]], leakyRelu);
