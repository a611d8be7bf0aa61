// How rows are split into tiles.

/**
 * Rows of the next tile: fours and threes wherever that is possible, since tiles of one or two wait for their additions. Fused
 * multiply-adds take longer than additions, so that it takes SIX rows to wait for none; without them, six do not fit the registers.
 */
// @ts-ignore: decorator
@inline
export function nextRows(SIX: bool, left: i32): i32 {
  if (SIX) {
    if (left >= 6 && left != 7 && left != 8 && left != 11) return 6;
  }
  return left & 3 ? min(left, 3) : 4;
}

/** How many tiles of so many rows come next. */
// @ts-ignore: decorator
@inline
export function tilesOf(SIX: bool, taken: i32, left: i32): i32 {
  let tiles = 1;
  for (left -= taken; left > 0 && nextRows(SIX, left) == taken; left -= taken) tiles++;
  return tiles;
}

/**
 * How many blocks of channels a call is for. All, where all tiles have as many rows: calls take a fifth of the time of small windows. Else one at a time, as the
 * weights of a block must stay in the first-level cache for all of its tiles.
 */
// @ts-ignore: decorator
@inline
export function blocksAtOnce(SIX: bool, rows: i32, blocks: i32): i32 {
  const taken = nextRows(SIX, rows);
  return taken * tilesOf(SIX, taken, rows) == rows ? blocks : 1;
}
