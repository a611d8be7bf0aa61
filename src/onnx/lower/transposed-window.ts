import type { OpNode } from '../op-node.js';
import { at } from '../value.js';

/** One axis of a transposed convolution: tap k of input position i goes to output i * stride + k * dilation - padBegin. */
export interface TransposedAxis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBegin: number;
}

/** Reads the attributes of ConvTranspose over `sizes`: pads and output_padding, or output_shape, or auto_pad. */
export function readTransposedAxes(node: OpNode, sizes: readonly number[], kernel: readonly number[]): TransposedAxis[] {
  const rank = sizes.length;
  const list = (name: string, fallback: number, length = rank) => {
    const values = node.ints(name) ?? new Array<number>(length).fill(fallback);
    if (values.length !== length) node.unsupported(`attribute '${name}' has ${values.length} values where ${length} are needed`);
    return values;
  };
  const wanted = node.ints('kernel_shape');
  if (kernel.length !== rank || wanted?.some((size, axis) => size !== kernel[axis])) {
    node.unsupported(`a kernel [${kernel.join(', ')}] for ${rank} spatial dimensions`);
  }
  const [strides, dilations, extra, pads] = [
    list('strides', 1),
    list('dilations', 1),
    list('output_padding', 0),
    list('pads', 0, 2 * rank),
  ];
  const auto = node.string('auto_pad', 'NOTSET');
  if (!['NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'].includes(auto)) node.unsupported(`auto_pad '${auto}'`);
  if (auto !== 'NOTSET' && pads.some((value) => value !== 0)) node.unsupported(`both auto_pad ${auto} and pads`);
  if ([...strides, ...dilations, ...kernel].some((value) => !(value >= 1)) || [...extra, ...pads].some((value) => value < 0)) {
    node.unsupported('strides, dilations, pads or output_padding are impossible');
  }
  const shape = node.ints('output_shape')?.slice(-rank) ?? null;
  return sizes.map((input, i) => {
    const base = { input, kernel: at(kernel, i), stride: at(strides, i), dilation: at(dilations, i) };
    const reach = (base.kernel - 1) * base.dilation + 1;
    const full = (input - 1) * base.stride + at(extra, i) + reach;
    const same = auto === 'SAME_UPPER' || auto === 'SAME_LOWER' ? input * base.stride : null;
    const output = shape?.[i] ?? same ?? full - at(pads, i) - at(pads, rank + i);
    if (!(output >= 1)) node.unsupported(`an output of ${output} positions`);
    const total = Math.max(0, full - output);
    const half = Math.floor(total / 2);
    // The documentation splits the padding so that SAME_UPPER has more of it at the end.
    const padBegin = shape === null && same === null ? at(pads, i) : auto === 'SAME_UPPER' ? half : total - half;
    return { ...base, output, padBegin };
  });
}
