import type { Placement, SparseRows } from '../engine.js';
import { view, window } from './views.js';

/** `Engine.sparseBackward`. */
export function sparseBackward(sparse: SparseRows, place: Placement, output: Float64Array, inputSize: number, input: Float64Array): void {
  input.fill(0, 0, place.rows * inputSize);
  const maps = view(input, place.rows, inputSize);
  for (let row = 0; row < place.rows; row++) {
    const block = window(output, place, row);
    for (let y = 0; y < place.height; y++) {
      for (let i = 0; i < place.run; i++) {
        const k = place.offsets[row]! + y * place.stride + i;
        for (let e = sparse.starts[k]!; e < sparse.starts[k + 1]!; e++) {
          const index = sparse.indices[e]!;
          maps.set(row, index, maps.get(row, index) + block.get(y, i) * sparse.weights[e]!);
        }
      }
    }
  }
}
