import ndarray from 'ndarray';
import type { Placement } from '../engine.js';

/** A strided view; all the reference engine computes is said in terms of these. */
export type View = ndarray.NdArray<Float64Array>;

/** The whole of a row-major array as a view. */
export function view(data: Float64Array, ...shape: number[]): View {
  return ndarray(data, shape);
}

/** Window of one row in a map, `[line][element of the run]`. */
export function placed(map: Float64Array, place: Placement, row: number): View {
  return ndarray(map, [place.height, place.run], [place.stride, 1], place.offsets[row]);
}

/** Window of one row in its block, `[line][element of the run]`. */
export function window(block: Float64Array, place: Placement, row: number): View {
  return ndarray(block, [place.height, place.run], [place.run, 1], row * place.height * place.run);
}
