import { noisyHardSigmoid as kind } from '../../../activations/noisy-hard-sigmoid.js';
import { noisyOperator } from '../../lower/noisy.js';

export const noisyHardSigmoid = noisyOperator('NoisyHardSigmoid', kind);
