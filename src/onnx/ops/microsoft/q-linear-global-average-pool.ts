import { quantizedUnary } from '../../lower/quantized-operator.js';
import { globalAveragePool } from '../global-average-pool.js';

export const qLinearGlobalAveragePool = quantizedUnary('QLinearGlobalAveragePool', [[1, 5, ['channels_last']]], globalAveragePool);
