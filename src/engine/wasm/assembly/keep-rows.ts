// Rows of a block that others make room for: row i becomes row kept[i], kept ascending.

export function keepRows(rowBytes: usize, block: usize, kept: usize, count: i32): void {
  let to = block;
  for (const end = kept + 4 * <usize>count; kept < end; kept += 4) {
    const from = block + <usize>load<i32>(kept) * rowBytes;
    if (from != to) memory.copy(to, from, rowBytes);
    to += rowBytes;
  }
}
