import type { OpNode } from '../op-node.js';
import { at } from '../value.js';

/** One axis of a sliding window. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBegin: number;
  /** Padding that the attributes ask for at the end; with ceil_mode a window may reach further. */
  readonly padEnd: number;
}

/** A window over a map or volume: a signal of rank 1 is a map of height 1, a map a volume of depth 1. */
export interface Window {
  readonly z: WindowAxis;
  readonly y: WindowAxis;
  readonly x: WindowAxis;
}

const single: WindowAxis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, padBegin: 0, padEnd: 0 };

/** Reads kernel_shape, strides, pads, dilations, auto_pad and ceil_mode of a convolution or pool over `sizes` (1-D to 3-D). */
export function readWindow(node: OpNode, sizes: readonly number[], kernelDefault: readonly number[] | null): Window {
  const rank = sizes.length;
  const kernel = node.ints('kernel_shape') ?? kernelDefault ?? node.unsupported(`attribute 'kernel_shape' is missing`);
  const list = (name: string, length: number, fallback: number) => {
    const values = node.ints(name) ?? new Array<number>(length).fill(fallback);
    if (values.length !== length) node.unsupported(`attribute '${name}' has ${values.length} values where ${length} are needed`);
    return values;
  };
  const strides = list('strides', rank, 1);
  const dilations = list('dilations', rank, 1);
  const pads = list('pads', 2 * rank, 0);
  if ([...kernel, ...strides, ...dilations].some((value) => !(value >= 1)) || kernel.length !== rank) {
    node.unsupported(`kernel [${kernel.join(', ')}], strides [${strides.join(', ')}], dilations [${dilations.join(', ')}] are impossible`);
  }
  if (pads.some((value) => value < 0)) node.unsupported(`negative pads [${pads.join(', ')}]`);
  const axes = sizes.map((input, axis) => ({
    input,
    kernel: at(kernel, axis),
    stride: at(strides, axis),
    dilation: at(dilations, axis),
    padBegin: at(pads, axis),
    padEnd: at(pads, rank + axis),
  }));
  const auto = node.string('auto_pad', 'NOTSET');
  if (auto !== 'NOTSET' && pads.some((value) => value !== 0)) node.unsupported(`both auto_pad ${auto} and pads`);
  const completed = axes.map((axis) => complete(node, axis, auto, node.int('ceil_mode', 0) !== 0));
  const [x = single, y = single, z = single] = completed.toReversed();
  return { z, y, x };
}

function complete(node: OpNode, axis: Omit<WindowAxis, 'output'>, auto: string, ceil: boolean): WindowAxis {
  const reach = (axis.kernel - 1) * axis.dilation + 1;
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
    const output = Math.ceil(axis.input / axis.stride);
    const total = Math.max((output - 1) * axis.stride + reach - axis.input, 0);
    const less = Math.floor(total / 2);
    const padBegin = auto === 'SAME_UPPER' ? less : total - less;
    return { ...axis, output, padBegin, padEnd: total - padBegin };
  }
  if (auto !== 'NOTSET' && auto !== 'VALID') node.unsupported(`auto_pad '${auto}'`, 'NOTSET, SAME_UPPER, SAME_LOWER and VALID work.');
  const free = axis.input + axis.padBegin + axis.padEnd - reach;
  if (free < 0) node.unsupported(`a kernel of ${reach} does not fit into ${axis.input} + ${axis.padBegin} + ${axis.padEnd} positions`);
  let output = Math.floor(free / axis.stride) + 1;
  // A window that ceil_mode adds must start inside the input or its left padding.
  if (ceil && free % axis.stride !== 0 && output * axis.stride < axis.input + axis.padBegin) output++;
  return { ...axis, output };
}

/** How many taps of the window at `position` lie in [from, to) of the input axis. */
export function tapsInside(axis: WindowAxis, position: number, from: number, to: number): number {
  let taps = 0;
  for (let tap = 0; tap < axis.kernel; tap++) {
    const place = position * axis.stride + tap * axis.dilation - axis.padBegin;
    if (place >= from && place < to) taps++;
  }
  return taps;
}

/** The fields of a window that `conv` and `max-pool` nodes share. */
export function windowFields({ y, x }: Window) {
  return {
    kernelHeight: y.kernel,
    kernelWidth: x.kernel,
    strideY: y.stride,
    strideX: x.stride,
    dilationY: y.dilation,
    dilationX: x.dilation,
    padTop: y.padBegin,
    padLeft: x.padBegin,
  };
}
