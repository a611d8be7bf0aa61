import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const hardSigmoid = activationOperator('HardSigmoid', [[6, 1, ['alpha', 'beta']]], (node) =>
  activation('hard-sigmoid', { alpha: node.float('alpha', Math.fround(0.2)), beta: node.float('beta', 0.5) }),
);
