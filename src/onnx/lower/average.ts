import type { MapShape } from '../../graph/graph.js';
import { isPowerOfTwo } from '../../graph/folded.js';
import type { OpNode } from '../op-node.js';
import { type Window, windowFields } from './window.js';

/** A depthwise convolution of equal weights 1 / divisor: sums (divisor 1) and means of windows. */
export function averageNode(node: OpNode, input: number, shape: MapShape, window: Window, divisor: number): number {
  const { channels } = shape;
  const taps = window.y.kernel * window.x.kernel;
  return node.builder.add({
    kind: 'conv',
    inputs: [input],
    shape,
    origin: node.origin,
    weights: new Float64Array(channels * taps).fill(1 / divisor),
    bias: null,
    groups: channels,
    ...windowFields(window),
    weightUnits: isPowerOfTwo(divisor) ? 0 : 1,
    biasError: null,
  });
}

/** A window that is the whole map. */
export function wholeWindow({ height, width }: { height: number; width: number }): Window {
  const axis = (size: number) => ({ input: size, output: 1, kernel: size, stride: 1, dilation: 1, padBegin: 0, padEnd: 0 });
  return { y: axis(height), x: axis(width) };
}
