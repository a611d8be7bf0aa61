/** Letters that an option and what was typed for it must share, with the dashes. */
const LEAST = 5;

/**
 * The known option that begins what was typed (`--eps` of `--epsilon`; the longest one), or else the shortest one that goes on where it ends (`--precision` of `--prec`). Null: there is
 * none; then the fewest changed letters say more.
 */
export function beginsAlike(typed: string, known: readonly string[]): string | null {
  const long = known.filter((name) => name.startsWith('--')).sort((a, b) => a.length - b.length);
  const begins = long.filter((name) => name.length >= LEAST && typed.startsWith(name)).at(-1);
  return begins ?? long.find((name) => typed.length >= LEAST && name.startsWith(typed)) ?? null;
}
