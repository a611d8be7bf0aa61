import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

/** The default slope is the float32 number nearest to 0.01, as everywhere in ONNX. */
export const leakyRelu = activationOperator('LeakyRelu', [[6, 1, ['alpha']]], (node) =>
  activation('leaky-relu', { alpha: node.float('alpha', Math.fround(0.01)) }),
);
