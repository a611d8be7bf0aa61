import { UNIT } from '../../engine/rounding.js';
import { upward } from '../folded.js';
import type { AffineNode } from '../graph.js';

/** Constants by element of the map, with absolute error bounds; stored with period `length` (1, channels or all). */
export interface Elements {
  readonly length: number;
  readonly value: (element: number) => number;
  readonly error: (element: number) => number;
}

/** Scale and shift of an affine; `value` and `error` take any element of the map. */
export function constantsOf(node: AffineNode): { readonly scale: Elements; readonly shift: Elements } {
  const { scale, shift, weightUnits, biasError } = node;
  return {
    scale: {
      length: scale?.length ?? 1,
      value: (k) => periodic(scale, k, 1),
      error: (k) => (scale === null ? 0 : unitError(weightUnits, periodic(scale, k, 1))),
    },
    shift: {
      length: Math.max(shift?.length ?? 1, biasError?.length ?? 1),
      value: (k) => periodic(shift, k, 0),
      error: (k) => periodic(biasError, k, 0),
    },
  };
}

/** `units * u * |value|`, rounded up. */
export function unitError(units: number, value: number): number {
  return units === 0 || value === 0 ? 0 : upward(units * UNIT * Math.abs(value));
}

function periodic(values: Float64Array | null, k: number, fallback: number): number {
  return values === null ? fallback : (values[k % values.length] ?? NaN);
}
