import { MAX_ROWS } from './sweeper.js';

/** Rows in parts that fit a block. */
export function chunks(rows: readonly Float64Array[]): Float64Array[][] {
  const parts: Float64Array[][] = [];
  for (let at = 0; at < rows.length; at += MAX_ROWS) parts.push(rows.slice(at, at + MAX_ROWS));
  return parts;
}
