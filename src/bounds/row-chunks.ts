/** Most rows over a whole map that are propagated at once: their windows are the largest that there are. */
export const CHUNK_ROWS = 64;

/** Rows in parts that fit a block. */
export function chunks(rows: readonly Float64Array[]): Float64Array[][] {
  const parts: Float64Array[][] = [];
  for (let at = 0; at < rows.length; at += CHUNK_ROWS) parts.push(rows.slice(at, at + CHUNK_ROWS));
  return parts;
}
