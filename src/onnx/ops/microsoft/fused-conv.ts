import { addBranches } from '../../lower/branches.js';
import { fusedActivation } from '../../lower/fused-activation.js';
import type { OnnxOperator } from '../../operator.js';
import { conv } from '../conv.js';

const attributes = ['activation', 'activation_params', 'auto_pad', 'dilations', 'group', 'kernel_shape', 'pads', 'strides'];

/** Conv, then the sum with a residual Z if there is one, then an activation. */
export const fusedConv: OnnxOperator = {
  op: 'FusedConv',
  versions: [[1, 4, attributes]],
  lower(node) {
    const [result] = conv.lower(node.withInputs([node.input(0), node.input(1), node.optional(2)]));
    if (result?.kind !== 'view') return node.unsupported('it does not depend on the data');
    const residual = node.optional(3);
    if (residual !== null && residual.shape.join() !== result.shape.join()) node.unsupported(`Z [${residual.shape.join(', ')}]`);
    const sum =
      residual === null
        ? result
        : addBranches(node, [
            { view: result, sign: 1 },
            { view: node.data(3), sign: 1 },
          ]);
    return [fusedActivation(node, sum, node.floats('activation_params') ?? [])];
  },
};
