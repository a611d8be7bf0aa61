import { activation } from '../../../activations/registry.js';
import { activationOperator } from '../../lower/activation.js';

/** x sigmoid(alpha x). */
export const quickGelu = activationOperator('QuickGelu', [[1, 1, ['alpha']]], (node) =>
  activation('silu', { alpha: node.float('alpha', Math.fround(1.702)) }),
);
