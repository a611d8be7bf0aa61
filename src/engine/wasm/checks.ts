import type { Coefficients, Placement } from '../engine.js';
import { misuse } from '../misuse.js';
import { addressOf } from './addresses.js';

/** Byte address of an array of the engine that must hold `needed` elements. A kernel that wrote outside could falsify a bound. */
export function address(array: Coefficients | Int32Array, needed: number): number {
  const found = addressOf(array);
  if (found === null) throw misuse('An array given to the WASM engine is not one of its own.');
  if (array.length < needed) throw misuse(`An array of ${array.length} elements was given where ${needed} are needed.`);
  return found;
}

/** Addresses of the array that was asked for last: sums of rows are the same in most calls, and comparing is faster than looking up. */
export class LastAddress {
  private array: Float64Array | null = null;
  private found = 0;

  /** As `address`. */
  of(array: Float64Array, needed: number): number {
    if (array !== this.array) {
      this.found = address(array, 0);
      this.array = array;
    }
    if (array.length < needed) address(array, needed);
    return this.found;
  }
}

/** Checks that every row's window lies inside a map of `mapSize` elements; returns the address of the offsets. */
export function offsetsIn(place: Placement, mapSize: number): number {
  const { rows, height, run, stride, offsets } = place;
  const start = address(offsets, rows);
  const last = mapSize - (height - 1) * stride - run;
  for (let row = 0; row < rows; row++) {
    const offset = offsets[row]!;
    if (!(offset >= 0 && offset <= last)) throw misuse(`The window of row ${row} at element ${offset} leaves its map of ${mapSize}.`);
  }
  return start;
}

/** Type of the elements of a kernel call: the kernels' first argument, and bytes. */
export interface Precision {
  readonly single: 0 | 1;
  readonly bytes: 4 | 8;
}

const SINGLES: Precision = { single: 1, bytes: 4 };
const DOUBLES: Precision = { single: 0, bytes: 8 };

/** Precision of the arrays of a kernel call, which must agree on it. */
export function precisionOf(first: Coefficients, ...others: readonly Coefficients[]): Precision {
  const single = first instanceof Float32Array;
  for (const array of others) if (array instanceof Float32Array !== single) throw mixedPrecision();
  return single ? SINGLES : DOUBLES;
}

/** What a kernel that was given both precisions throws. */
export function mixedPrecision(): Error {
  return misuse('A kernel was given both doubles and singles.');
}
