import { type FilterPlan, foldedBias, foldedFilters, slidingTap } from '../lower/filters.js';
import { mapNode, mapResult, spatial } from '../lower/spatial.js';
import { unitsOf } from '../lower/weights.js';
import { readWindow, windowFields } from '../lower/window.js';
import type { OnnxOperator } from '../operator.js';

const attributes = ['auto_pad', 'dilations', 'group', 'kernel_shape', 'pads', 'strides'];

export const conv: OnnxOperator = {
  op: 'Conv',
  versions: [[1, 3, attributes]],
  lower(node) {
    const groups = node.int('group', 1);
    const input = spatial(node, node.data(0), groups);
    const filters = node.constant(1, 'W');
    const bias = node.optionalConstant(2, 'B');
    const [outChannels = 0, perGroup = 0, ...kernel] = filters.shape;
    const window = readWindow(node, input.sizes, kernel);
    const wanted = node.ints('kernel_shape');
    if (wanted !== null && wanted.some((size, axis) => size !== kernel[axis])) node.unsupported('kernel_shape differs from the shape of W');
    if (perGroup * groups !== input.channels || outChannels % groups !== 0 || outChannels === 0) {
      node.unsupported(`W [${filters.shape.join(', ')}] with group ${groups} does not fit ${input.channels} channels`);
    }
    if (bias !== null && bias.data.length !== outChannels) node.unsupported(`B has ${bias.data.length} values for ${outChannels} channels`);
    const { z, y, x } = window;
    const taps = y.kernel * x.kernel;
    const plan: FilterPlan = {
      groups, taps, outPerGroup: outChannels / groups, inPerGroup: perGroup, outDepth: z.output, inDepth: z.input,
      depthTap: (out, into) => slidingTap(z, out, into),
      element: (group, out, c, depth, tap) => (((group * (outChannels / groups) + out) * perGroup + c) * z.kernel + depth) * taps + tap,
    }; // prettier-ignore
    const shape = { height: y.output, width: x.output, channels: outChannels * z.output };
    const id = node.builder.add({
      kind: 'conv',
      inputs: [mapNode(node, input)],
      shape,
      origin: node.origin,
      weights: foldedFilters(node, filters, plan),
      bias: foldedBias(bias?.data ?? null, plan),
      groups,
      ...windowFields(window),
      weightUnits: unitsOf(node, filters),
      biasError: foldedBias(bias?.error ?? null, plan),
    });
    return [mapResult(input, id, shape, z.output)];
  },
};
