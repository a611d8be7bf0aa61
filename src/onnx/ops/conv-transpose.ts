import { type FilterPlan, foldedBias, foldedFilters, slidingTap } from '../lower/filters.js';
import { mapNode, mapResult, spatial } from '../lower/spatial.js';
import { readTransposedAxes, type TransposedAxis } from '../lower/transposed-window.js';
import { upsampledWithZeros } from '../lower/upsampled.js';
import { unitsOf } from '../lower/weights.js';
import type { OnnxOperator } from '../operator.js';

const attributes = ['auto_pad', 'dilations', 'group', 'kernel_shape', 'output_padding', 'output_shape', 'pads', 'strides'];
const single: TransposedAxis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, padBegin: 0 };

/** A convolution with the turned filters, over the input with zeros between its positions where there are strides. */
export const convTranspose: OnnxOperator = {
  op: 'ConvTranspose',
  versions: [[1, 3, attributes]],
  lower(node) {
    const groups = node.int('group', 1);
    const input = spatial(node, node.data(0), groups);
    const filters = node.constant(1, 'W');
    const bias = node.optionalConstant(2, 'B');
    const [inChannels = 0, outPerGroup = 0, ...kernel] = filters.shape;
    const inPerGroup = inChannels / groups;
    if (inChannels !== input.channels || inChannels % groups !== 0 || outPerGroup === 0) {
      node.unsupported(`W [${filters.shape.join(', ')}] with group ${groups} does not fit ${input.channels} channels`);
    }
    if (bias !== null && bias.data.length !== outPerGroup * groups) node.unsupported(`B has ${bias.data.length} values`);
    const axes = readTransposedAxes(node, input.sizes, kernel);
    const [x = single, y = single, z = single] = axes.toReversed();
    const taps = y.kernel * x.kernel;
    const plan: FilterPlan = {
      groups, outPerGroup, inPerGroup, taps, outDepth: z.output, inDepth: z.input,
      depthTap: (out, into) => slidingTap(z, into, out),
      element: (group, out, c, depth, tap) => (((group * inPerGroup + c) * outPerGroup + out) * z.kernel + depth) * taps + (taps - 1 - tap),
    }; // prettier-ignore
    const shape = { height: y.output, width: x.output, channels: outPerGroup * groups * z.output };
    const id = node.builder.add({
      kind: 'conv',
      inputs: [upsampledWithZeros(node, mapNode(node, input), y.stride, x.stride)],
      shape,
      origin: node.origin,
      weights: foldedFilters(node, filters, plan),
      bias: foldedBias(bias?.data ?? null, plan),
      groups,
      kernelHeight: y.kernel,
      kernelWidth: x.kernel,
      strideY: 1,
      strideX: 1,
      dilationY: y.dilation,
      dilationX: x.dilation,
      padTop: (y.kernel - 1) * y.dilation - y.padBegin,
      padLeft: (x.kernel - 1) * x.dilation - x.padBegin,
      weightUnits: unitsOf(node, filters),
      biasError: foldedBias(bias?.error ?? null, plan),
    });
    return [mapResult(input, id, shape, z.output)];
  },
};
