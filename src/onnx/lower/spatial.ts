import type { MapShape } from '../../graph/graph.js';
import { asMap, mapView } from '../layout.js';
import type { OpNode } from '../op-node.js';
import type { View } from '../value.js';

/** A tensor [1, C, L] or [1, C, H, W] as a map. */
export interface Spatial {
  readonly view: View;
  readonly channels: number;
  /** [L] or [H, W] */
  readonly sizes: readonly number[];
  readonly shape: MapShape;
}

/** Reads an input as a map with the batch bound to one. */
export function spatial(node: OpNode, view: View): Spatial {
  const [batch, channels, ...sizes] = view.shape;
  if (channels === undefined || sizes.length === 0)
    node.unsupported(`an input of rank ${view.shape.length}`, '[1, C, H, W] or [1, C, L] works.');
  if (batch !== 1) node.unsupported(`a batch of ${batch}`, 'Export the model with batch size 1 or a dynamic batch.');
  const [height, width] = sizes.length === 2 ? sizes : [1, sizes.reduce((product, size) => product * size, 1)];
  if (!height || !width || !channels) node.unsupported(`an empty input [${view.shape.join(', ')}]`);
  return { view, channels, sizes, shape: { height, width, channels } };
}

/** The id of the node that holds the map. */
export function mapNode(node: OpNode, { view, shape }: Spatial): number {
  return asMap(node.builder, view, shape, node.origin);
}

/** The ONNX tensor [1, C, …sizes] of a new map node. */
export function mapResult(view: View, id: number, shape: MapShape, rank: number): View {
  return mapView(id, shape, view.type, [1, shape.channels, ...[shape.height, shape.width].slice(2 - rank)]);
}
