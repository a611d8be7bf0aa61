import type { LinesTarget } from './engine.js';

/** Tables of touching points (activations/shapes/touching-points.ts) cover distances up to here, */
const TOUCHING_END = 16;
/** in so many steps for each distance of 1. */
export const TOUCHING_STEPS = 64;
/** Their entries. */
export const TOUCHING_ENTRIES = TOUCHING_END * TOUCHING_STEPS + 1;

/** Where tangents through far endpoints touch, by distance; NaN where that is not known yet. Not in engine memory. */
export interface Touching {
  readonly table: Float64Array;
  /** Grows with each change of the table. */
  readonly version: number;
}

/** An s-shaped function that engines may know, with the account of its values and slopes: off by at most `error` times the size, plus `underflow`. */
export interface SCurve {
  readonly kind: 'tanh' | 'logistic';
  readonly valueError: number;
  readonly valueUnderflow: number;
  readonly slopeError: number;
  readonly slopeUnderflow: number;
  readonly infimum: number;
  readonly supremum: number;
  readonly steepest: number;
}

/** Intervals of an s-shaped function, and where their lines and ranges go: as activations/shapes/s-shaped-lines.ts has them, the same bits. */
export interface SShapedLines {
  readonly curve: SCurve;
  readonly intervals: { readonly lower: Float64Array; readonly upper: Float64Array };
  /** The same object for all calls with one function: engines keep a copy. */
  readonly touching: Touching;
  /** Whether lines touch where they leave the least area. */
  readonly area: boolean;
  /** Whether lines of intervals without 0 inside are there already. */
  readonly areKnown: boolean;
  /** Null: not asked for. */
  readonly ranges: { readonly lower: Float64Array; readonly upper: Float64Array } | null;
  readonly lines: Omit<LinesTarget, 'uncertainty'>;
}
