// One table entry per window position and axis, written by ../taps.ts: how many taps reach it, the run length (x only), and where
// the first of them lies in the weights and in the other window (bytes).

export const ENTRY: usize = 16;

// @ts-ignore: decorator
@inline
export function tapCount(entry: usize): i32 {
  return load<i32>(entry);
}

// @ts-ignore: decorator
@inline
export function runLength(entry: usize): i32 {
  return load<i32>(entry, 4);
}

// @ts-ignore: decorator
@inline
export function weightStart(entry: usize): usize {
  return load<u32>(entry, 8);
}

// @ts-ignore: decorator
@inline
export function sourceStart(entry: usize): usize {
  return load<u32>(entry, 12);
}
