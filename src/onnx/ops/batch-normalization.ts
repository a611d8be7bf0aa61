import { affine } from '../lower/affine.js';
import { difference, foldBinary, foldUnary, product, quotient, squareRootError, sum } from '../lower/fold.js';
import { perChannel } from '../lower/per-channel.js';
import type { OnnxOperator } from '../operator.js';
import { constant } from '../value.js';

const attributes = ['epsilon', 'momentum'];

/** Inference: a (x - mean) + b with a = scale / sqrt(var + epsilon), per channel (axis 1). */
export const batchNormalization: OnnxOperator = {
  op: 'BatchNormalization',
  versions: [
    [7, 5, [...attributes, 'spatial']],
    [9, 5, attributes],
    [14, 5, [...attributes, 'training_mode']],
  ],
  lower(node) {
    const training = node.int('training_mode', 0) !== 0 || [1, 2, 3, 4].some((position) => node.hasOutput(position));
    if (training) node.unsupported('it is in training mode', 'Export the model for inference (model.eval() in PyTorch).');
    if (node.int('spatial', 1) !== 1) node.unsupported('attribute spatial = 0', 'Per-channel statistics (spatial = 1) work.');
    const x = node.data(0);
    const [scale, shift, mean, variance] = ['scale', 'B', 'mean', 'var'].map((name, i) =>
      perChannel(node, node.constant(i + 1, name), x.shape),
    );
    if (!scale || !shift || !mean || !variance) return node.unsupported('a parameter is missing');
    const epsilon = constant('float64', [], [node.float('epsilon', Math.fround(1e-5))]);
    const guarded = foldBinary(node, variance, epsilon, sum);
    if (!guarded.data.every((value) => value > 0)) node.unsupported('var + epsilon is not positive');
    const factor = foldBinary(node, scale, foldUnary(node, guarded, Math.sqrt, squareRootError), quotient);
    return [affine(node, x, factor, foldBinary(node, shift, foldBinary(node, factor, mean, product), difference))];
  },
};
