/** What choices come to, each result once, in order. */
export function distinct<Choice, Result>(choices: readonly Choice[], take: (choice: Choice) => Result): Result[] {
  return [...new Set(choices.map(take))];
}
