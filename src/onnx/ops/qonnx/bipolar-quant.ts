import { activation } from '../../../activations/registry.js';
import { activate } from '../../lower/activation.js';
import { affine } from '../../lower/affine.js';
import { foldBinary, product } from '../../lower/fold.js';
import type { OnnxOperator } from '../../operator.js';
import { constant } from '../../value.js';

/** scale where x >= 0, else -scale: a step. */
export const bipolarQuant: OnnxOperator = {
  op: 'BipolarQuant',
  versions: [[1, 2, []]],
  lower(node) {
    const scale = node.constant(1, 'scale');
    if (!scale.data.every((s) => s > 0)) node.unsupported('a scale that is not positive');
    const step = activate(node, node.data(0), activation('step'));
    const [twice, minus] = [2, -1].map((factor) => foldBinary(node, scale, constant(scale.type, [], [factor]), product));
    return [affine(node, step, twice ?? scale, minus ?? scale)];
  },
};
