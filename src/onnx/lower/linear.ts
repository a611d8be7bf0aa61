import { sizeOf } from '../../engine/tensor.js';
import type { MapShape } from '../../graph/graph.js';
import type { OpNode } from '../op-node.js';
import { at, type View } from '../value.js';

/**
 * Any linear map as one sparse node with an output in ONNX order. `describe` emits, for output element i, the elements of the view
 * and their weights.
 */
export function linearRows(
  node: OpNode,
  view: View,
  shape: readonly number[],
  weightUnits: number,
  describe: (element: number, emit: (source: number, weight: number) => void) => void,
): View {
  const size = sizeOf(shape);
  if (size === 0) node.unsupported('an empty tensor');
  const starts = new Int32Array(size + 1);
  const indices: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < size; i++) {
    describe(i, (source, weight) => {
      indices.push(view.index === null ? source : at(view.index, source));
      weights.push(weight);
    });
    starts[i + 1] = indices.length;
  }
  const map: MapShape = { height: 1, width: 1, channels: size };
  const id = node.builder.add({
    kind: 'sparse', inputs: [view.node], shape: map, origin: node.origin, starts, indices: Int32Array.from(indices),
    weights: weights.every((weight) => weight === 1) ? null : Float64Array.from(weights), bias: null, weightUnits, biasError: null,
  }); // prettier-ignore
  return { kind: 'view', type: view.type, shape, node: id, index: null };
}
