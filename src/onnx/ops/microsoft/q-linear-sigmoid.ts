import { quantizedUnary } from '../../lower/quantized-operator.js';
import { sigmoid } from '../sigmoid.js';

export const qLinearSigmoid = quantizedUnary('QLinearSigmoid', [[1, 5, []]], sigmoid);
