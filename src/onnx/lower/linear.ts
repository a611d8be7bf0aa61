import { sizeOf } from '../../engine/tensor.js';
import type { MapShape } from '../../graph/graph.js';
import { channelsLast } from '../indices.js';
import { mapView } from '../layout.js';
import type { OpNode } from '../op-node.js';
import { at, type View } from '../value.js';

/** A linear map from one tensor to another, row by row. */
export interface LinearMap {
  /** ONNX shape of the result. */
  readonly shape: readonly number[];
  /** As in `SparseNode`. */
  readonly weightUnits: number;
  /** Emits, for one element of the result, the elements of the operand and their weights. */
  readonly describe: (element: number, emit: (source: number, weight: number) => void) => void;
  /** Store a result [1, C, H, W] as a map: for operators whose neighbours are convolutions. */
  readonly asMap?: boolean;
}

/** Any linear map as one sparse node. */
export function linearRows(node: OpNode, view: View, { shape, weightUnits, describe, asMap = false }: LinearMap): View {
  const size = sizeOf(shape);
  if (size === 0) node.unsupported('one of its tensors is empty');
  const map = (asMap ? mapOf(shape) : null) ?? { height: 1, width: 1, channels: size };
  const order = channelsLast(map.channels, map.height, map.width);
  const starts = new Int32Array(size + 1);
  const indices: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < size; i++) {
    describe(order === null ? i : at(order, i), (source, weight) => {
      indices.push(view.index === null ? source : at(view.index, source));
      weights.push(weight);
    });
    starts[i + 1] = indices.length;
  }
  const id = node.builder.add({
    kind: 'sparse', inputs: [view.node], shape: map, origin: node.origin, starts, indices: Int32Array.from(indices),
    weights: weights.every((weight) => weight === 1) ? null : Float64Array.from(weights), bias: null, weightUnits, biasError: null,
  }); // prettier-ignore
  return mapView(id, map, view.type, shape);
}

function mapOf(shape: readonly number[]): MapShape | null {
  const [batch, channels, height, width] = shape;
  if (shape.length !== 4 || batch !== 1 || channels === undefined || height === undefined || width === undefined) return null;
  return { height, width, channels };
}
