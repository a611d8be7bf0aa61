import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

export const thresholdedRelu = activationOperator('ThresholdedRelu', [[10, 1, ['alpha']]], (node) =>
  activation('thresholded-relu', { alpha: node.float('alpha', 1) }),
);
