import { quantizedUnary } from '../../lower/quantized-operator.js';
import { averagePool } from '../average-pool.js';

const attributes = ['auto_pad', 'ceil_mode', 'channels_last', 'count_include_pad', 'kernel_shape', 'pads', 'strides'];

export const qLinearAveragePool = quantizedUnary('QLinearAveragePool', [[1, 5, attributes]], averagePool);
