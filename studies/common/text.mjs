// Numbers and tables of the pages.

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean, and least and greatest, of a quantity over the seeds; `format` makes each a text. */
export function spread(values, format) {
  const [middle, least, most] = [mean(values), Math.min(...values), Math.max(...values)].map(format);
  return values.length === 1 || least === most ? middle : `${middle} (${least} to ${most})`;
}

export const percent = (value) => `${(100 * value).toFixed(1)} %`;

/** So many decimals. */
export const fixed = (digits) => (value) => value.toFixed(digits);

export const seedsOf = (runs) => [...new Set(runs.map(({ seed }) => seed))];

/** A Markdown table; the first column is text, the others numbers. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** A sentence that the results must bear out: whoever runs the study again with another outcome is told to write another. */
export function found(holds, sentence) {
  if (!holds) throw new Error(`The results say otherwise, so that the page needs another sentence than: ${sentence}`);
  return sentence;
}

/** Which seeds are complete, as a sentence of its page. */
export function seedsText(runs, each, planned = 3) {
  const complete = seedsOf(runs).filter((seed) => runs.filter((run) => run.seed === seed).length === each);
  if (complete.length === planned && runs.length === planned * each) return `${planned} seeds, all complete`;
  return `${complete.length} of ${planned} seeds complete (${runs.length} of ${planned * each} runs)`;
}
