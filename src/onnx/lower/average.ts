import type { MapShape } from '../../graph/graph.js';
import { isPowerOfTwo } from '../../graph/folded.js';
import type { OpNode } from '../op-node.js';
import { at } from '../value.js';
import { slidingTap } from './filters.js';
import { type Window, windowFields } from './window.js';

/**
 * A depthwise convolution of equal weights 1 / divisor: sums (divisor 1) and means of windows. Channels of a volume are ordered
 * (channel, depth), see `Spatial`.
 */
export function averageNode(node: OpNode, input: number, shape: MapShape, window: Window, divisor: number): number {
  const { z, y, x } = window;
  const groups = shape.channels / z.output;
  const inside = Float64Array.from({ length: z.output * z.input }, (_, i) =>
    slidingTap(z, Math.floor(i / z.input), i % z.input) === null ? 0 : 1 / divisor,
  );
  const perFilter = y.kernel * x.kernel * z.input;
  const weights = Float64Array.from({ length: shape.channels * perFilter }, (_, i) => {
    return at(inside, (Math.floor(i / perFilter) % z.output) * z.input + (i % z.input));
  });
  return node.builder.add({
    kind: 'conv',
    inputs: [input],
    shape,
    origin: node.origin,
    weights,
    bias: null,
    groups,
    ...windowFields(window),
    weightUnits: isPowerOfTwo(divisor) ? 0 : 1,
    biasError: null,
  });
}

/** A window that is the whole map. */
export function wholeWindow({ height, width }: { height: number; width: number }): Window {
  const axis = (size: number) => ({ input: size, output: 1, kernel: size, stride: 1, dilation: 1, padBegin: 0, padEnd: 0 });
  return { z: axis(1), y: axis(height), x: axis(width) };
}
