import type { MapShape } from '../../graph/graph.js';
import { transposed } from '../indices.js';
import { asMap, mapView } from '../layout.js';
import type { OpNode } from '../op-node.js';
import { at, rearrange, type View } from '../value.js';

/**
 * A tensor [1, C, …sizes] as a map. A signal of rank 1 is a map of height 1; the depth of a volume lies in the channels of the map,
 * ordered (group, depth, channel of the group), so that convolutions of volumes are convolutions of maps with banded filters.
 */
export interface Spatial {
  /** ONNX shape [1, C · depth, H, W] for volumes, as given otherwise. */
  readonly view: View;
  /** C */
  readonly channels: number;
  /** [L], [H, W] or [D, H, W] */
  readonly sizes: readonly number[];
  readonly shape: MapShape;
  readonly groups: number;
}

/** Reads an input of any number of spatial dimensions as a map whose last axis holds all of them if they are not two. */
export function flatSpatial(node: OpNode, view: View): Spatial {
  const { channels, sizes } = sizesOf(node, view);
  const [height, width] = sizes.length === 2 ? sizes : [1, sizes.reduce((product, size) => product * size, 1)];
  return { view, channels, sizes, shape: { height: height ?? 1, width: width ?? 1, channels }, groups: 1 };
}

/** Reads an input of one to three spatial dimensions as a map. `groups` matters for volumes. */
export function spatial(node: OpNode, view: View, groups = 1): Spatial {
  const { channels, sizes } = sizesOf(node, view);
  if (sizes.length > 3) node.unsupported(`${sizes.length} spatial dimensions`, 'One to three spatial dimensions work.');
  if (sizes.length < 3) return { ...flatSpatial(node, view), groups };
  if (channels % groups !== 0) node.unsupported(`${channels} channels in ${groups} groups`);
  const [depth = 1, height = 1, width = 1] = sizes;
  const { source } = transposed([groups, channels / groups, depth, height * width], [0, 2, 1, 3]);
  const shape = { height, width, channels: channels * depth };
  return { view: rearrange(view, [1, shape.channels, height, width], source), channels, sizes, shape, groups };
}

function sizesOf(node: OpNode, view: View): { channels: number; sizes: number[] } {
  const [batch, channels, ...sizes] = view.shape;
  if (channels === undefined || sizes.length === 0)
    node.unsupported(`an input of rank ${view.shape.length}`, '[1, C, H, W], [1, C, L] and [1, C, D, H, W] work.');
  if (batch !== 1) node.unsupported(`its input has a batch of ${batch}`, 'Export the model with batch size 1 or a dynamic batch.');
  if (channels === 0 || sizes.includes(0)) node.unsupported(`an empty input [${view.shape.join(', ')}]`);
  return { channels, sizes };
}

/** The id of the node that holds the map. */
export function mapNode(node: OpNode, { view, shape }: Spatial): number {
  return asMap(node.builder, view, shape, node.origin);
}

/** The ONNX tensor [1, C, …sizes] of a new map node, which has `depth` positions of depth in the channels if `input` is a volume. */
export function mapResult({ view, sizes, groups }: Spatial, id: number, shape: MapShape, depth = 1): View {
  const { height, width, channels } = shape;
  if (sizes.length < 3) return mapView(id, shape, view.type, [1, channels, ...[height, width].slice(2 - sizes.length)]);
  const folded = mapView(id, shape, view.type, [1, channels, height, width]);
  const split = [groups, depth, channels / (groups * depth), height * width];
  const { source } = transposed(split, [0, 2, 1, 3]);
  return rearrange(folded, [1, at(split, 0) * at(split, 2), depth, height, width], source);
}
