import { stridedIndices } from '../indices.js';
import { mapNode, mapResult, spatial } from '../lower/spatial.js';
import { unitsOf } from '../lower/weights.js';
import { readWindow, windowFields } from '../lower/window.js';
import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

const attributes = ['auto_pad', 'dilations', 'group', 'kernel_shape', 'pads', 'strides'];

export const conv: OnnxOperator = {
  op: 'Conv',
  versions: [[1, 3, attributes]],
  lower(node) {
    const input = spatial(node, node.data(0));
    const filters = node.constant(1, 'W');
    const bias = node.optionalConstant(2, 'B');
    const [outChannels = 0, perGroup = 0, ...kernel] = filters.shape;
    const groups = node.int('group', 1);
    const window = readWindow(node, input.sizes, kernel);
    const wanted = node.ints('kernel_shape');
    if (wanted !== null && wanted.some((size, axis) => size !== kernel[axis])) node.unsupported('kernel_shape differs from the shape of W');
    if (perGroup * groups !== input.channels || outChannels % groups !== 0 || outChannels === 0) {
      node.unsupported(`W [${filters.shape.join(', ')}] with group ${groups} does not fit ${input.channels} channels`);
    }
    if (bias !== null && bias.data.length !== outChannels) node.unsupported(`B has ${bias.data.length} values for ${outChannels} channels`);
    const taps = window.y.kernel * window.x.kernel;
    const order = stridedIndices([outChannels, taps, perGroup], [perGroup * taps, 1, taps]);
    const shape = { height: window.y.output, width: window.x.output, channels: outChannels };
    const id = node.builder.add({
      kind: 'conv',
      inputs: [mapNode(node, input)],
      shape,
      origin: node.origin,
      weights: rearrange(filters, filters.shape, order).data,
      bias: bias?.data ?? null,
      groups,
      ...windowFields(window),
      weightUnits: unitsOf(node, filters),
      biasError: bias?.error ?? null,
    });
    return [mapResult(input.view, id, shape, input.sizes.length)];
  },
};
