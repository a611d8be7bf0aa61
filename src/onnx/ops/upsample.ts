import { resize } from '../lower/resize.js';
import type { ResizeAxis } from '../lower/resize-axis.js';
import type { OnnxOperator } from '../operator.js';
import { atOpset10, scaled } from './resize.js';

/** Replaced by Resize in opset 10; nearest and linear interpolation. Before opset 9 the scales are an attribute. */
export const upsample: OnnxOperator = {
  op: 'Upsample',
  versions: [
    [7, 1, ['mode', 'scales']],
    [9, 2, ['mode']],
  ],
  lower(node) {
    if (node.opset > 9) node.unsupported('does not exist since opset 10', 'Resize does.');
    const x = node.input(0);
    const scales = node.floats('scales') ?? node.integers(1, 'scales') ?? [];
    if (scales.length !== x.shape.length || scales.some((scale) => !(scale >= 1))) node.unsupported(`scales [${scales.join(', ')}]`);
    const axes = scaled(x.shape, scales).map((axis): ResizeAxis => ({ ...axis, roi: [0, 1], ...atOpset10(node, axis) }));
    return [resize(node, x, axes, 0)];
  },
};
