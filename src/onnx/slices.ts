import type { MapShape, Origin } from '../graph/graph.js';
import type { GraphBuilder } from './builder.js';
import { at } from './value.js';

interface Grid {
  readonly y: number;
  readonly x: number;
  readonly c: number;
  readonly stepY: number;
  readonly stepX: number;
}

/**
 * Nodes that keep windows, when the elements (in `[y][x][c]` order of `shape`) are a range of channels on a regular grid of
 * positions of the node: a channel slice and a 1x1 depthwise identity convolution with negative pads and strides. null: no such grid.
 */
export function sliceNodes(
  builder: GraphBuilder,
  node: number,
  elements: Int32Array,
  shape: MapShape,
  origin: readonly Origin[],
): number | null {
  const own = builder.shape(node);
  const grid = gridOf(elements, shape, own);
  if (grid === null || (shape.height * shape.width === 1 && own.height * own.width > 1)) return null;
  const channels = channelSlice(builder, node, grid.c, shape.channels, origin);
  const positions = own.height * own.width;
  if (shape.height * shape.width === positions && shape.height === own.height) return channels;
  return identityConv(builder, channels, { shape, padTop: -grid.y, padLeft: -grid.x, strideY: grid.stepY, strideX: grid.stepX }, origin);
}

function gridOf(elements: Int32Array, shape: MapShape, own: MapShape): Grid | null {
  const split = (element: number) => {
    const position = Math.floor(element / own.channels);
    return { y: Math.floor(position / own.width), x: position % own.width, c: element % own.channels };
  };
  const first = split(at(elements, 0));
  const stepX = shape.width > 1 ? split(at(elements, shape.channels)).x - first.x : 1;
  const stepY = shape.height > 1 ? split(at(elements, shape.width * shape.channels)).y - first.y : 1;
  if (stepX < 1 || stepY < 1 || first.c + shape.channels > own.channels) return null;
  if (first.x + stepX * (shape.width - 1) >= own.width || first.y + stepY * (shape.height - 1) >= own.height) return null;
  for (let i = 0; i < elements.length; i++) {
    const position = Math.floor(i / shape.channels);
    const y = first.y + stepY * Math.floor(position / shape.width);
    const x = first.x + stepX * (position % shape.width);
    if (at(elements, i) !== (y * own.width + x) * own.channels + first.c + (i % shape.channels)) return null;
  }
  return { ...first, stepY, stepX };
}

function channelSlice(builder: GraphBuilder, node: number, start: number, channels: number, origin: readonly Origin[]): number {
  const own = builder.shape(node);
  if (start === 0 && channels === own.channels) return node;
  return builder.addOnce({ kind: 'channel-slice', inputs: [node], shape: { ...own, channels }, origin, start });
}

interface IdentityOptions {
  readonly shape: MapShape;
  readonly padTop: number;
  readonly padLeft: number;
  readonly strideY: number;
  readonly strideX: number;
}

/** A 1x1 depthwise convolution with weights 1: zero padding (positive pads), cropping (negative) and strides, exactly. */
export function identityConv(builder: GraphBuilder, node: number, options: IdentityOptions, origin: readonly Origin[]): number {
  const { channels } = options.shape;
  return builder.addOnce({
    ...options,
    kind: 'conv',
    inputs: [node],
    origin,
    weights: new Float64Array(channels).fill(1),
    bias: null,
    groups: channels,
    kernelHeight: 1,
    kernelWidth: 1,
    dilationY: 1,
    dilationX: 1,
    weightUnits: 0,
    biasError: null,
  });
}
