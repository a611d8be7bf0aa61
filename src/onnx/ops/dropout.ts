import type { OnnxOperator } from '../operator.js';
import { constant, count } from '../value.js';

/** Inference: the identity, and a mask of ones. */
export const dropout: OnnxOperator = {
  op: 'Dropout',
  versions: [
    [7, 1, ['ratio']],
    [12, 3, ['seed']],
  ],
  lower(node) {
    const x = node.input(0);
    if ((node.scalar(2, 'training_mode') ?? 0) !== 0) node.unsupported('it is in training mode', 'Export the model for inference.');
    return [x, constant('bool', x.shape, new Float64Array(count(x)).fill(1))];
  },
};
