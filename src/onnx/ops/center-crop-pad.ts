import { type AxisPads, PAD_MODES, padConstant, padData, paddedIndices } from '../lower/pad.js';
import type { OnnxOperator } from '../operator.js';
import { at } from '../value.js';

/** Cropped or padded with zeros, on both sides alike, to a constant shape. */
export const centerCropPad: OnnxOperator = {
  op: 'CenterCropPad',
  versions: [[18, 2, ['axes']]],
  lower(node) {
    const x = node.input(0);
    const wanted = node.integers(1, 'shape') ?? [];
    const axes = (node.ints('axes') ?? x.shape.map((_, axis) => axis)).map((axis) => node.axis(axis, x.shape.length));
    if (axes.length !== wanted.length || wanted.some((size) => size < 1)) node.unsupported(`the shape [${wanted.join(', ')}]`);
    const pads: AxisPads[] = x.shape.map(() => ({ before: 0, after: 0 }));
    axes.forEach((axis, i) => {
      const more = at(wanted, i) - at(x.shape, axis);
      // Both cropping and padding put the smaller half in front.
      const before = Math.sign(more) * Math.floor(Math.abs(more) / 2);
      pads[axis] = { before, after: more - before };
    });
    const padded = paddedIndices(x.shape, pads, PAD_MODES['constant'] ?? node.unsupported('no such mode'));
    return [x.kind === 'constant' ? padConstant(x, padded, 0) : padData(node, node.data(0), pads, padded, 0)];
  },
};
