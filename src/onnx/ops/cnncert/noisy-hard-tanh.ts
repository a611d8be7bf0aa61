import { noisyHardTanh as kind } from '../../../activations/noisy-hard-tanh.js';
import { noisyOperator } from '../../lower/noisy.js';

export const noisyHardTanh = noisyOperator('NoisyHardTanh', kind);
