import type { DenseWindow } from '../graph/row-window.js';
import { lowerBound } from './row-account.js';

/**
 * The lower bound of a row as a function of the input: coefficients . x + constant <= row . value for every x of the region, in exact
 * arithmetic. One coefficient an element of the input, in the internal order.
 */
export interface LinearBound {
  readonly coefficients: Float64Array;
  /** -Infinity where nothing is proved. */
  readonly constant: number;
}

/** What rows are when they reach the input, before the input takes its extreme. */
export class InputTrace {
  private readonly maps: Float64Array[];
  private bias: Float64Array | null = null;

  /** `size`: elements of the input. */
  constructor(rows: number, size: number) {
    this.maps = Array.from({ length: rows }, () => new Float64Array(size));
  }

  /** Keeps the rows of a window over the input; `bias`: theirs, without what the input adds to it. */
  take(window: DenseWindow, bias: Float64Array): void {
    this.maps.forEach((map, row) => {
      scatter(window, row, map);
    });
    this.bias = bias.slice(0, this.maps.length);
  }

  /**
   * The rows as functions of the input; `bounds` are their bounds over the region, of which rounding took `uncertainties`: on the whole way, of which the
   * way to the input is a part. Rows that ended before the input are constants.
   */
  linearBounds(bounds: Float64Array, uncertainties: Float64Array): LinearBound[] {
    const constant = (row: number): number => {
      return this.bias === null ? (bounds[row] ?? NaN) : lowerBound(this.bias[row] ?? NaN, uncertainties[row] ?? NaN);
    };
    return this.maps.map((coefficients, row) => ({ coefficients, constant: constant(row) }));
  }
}

/** Writes the window of one row into a whole map of zeros. */
export function scatter(window: DenseWindow, row: number, map: Float64Array): Float64Array {
  const { height, run, stride, offsets } = window.place;
  for (let line = 0; line < height; line++) {
    const at = (row * height + line) * run;
    map.set(window.coefficients.subarray(at, at + run), (offsets[row] ?? NaN) + line * stride);
  }
  return map;
}
