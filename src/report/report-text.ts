import type { CertifyReport } from './schema.js';
import { headText, InputTable, summaryText, type RunHead, type TextStyle } from './text.js';

/** A whole report as `certify` shows it while it runs: the head, a line an input, the summary. */
export function reportText(report: CertifyReport, style: TextStyle): string {
  const { inputs, settings, summary } = report;
  const head = headOf(report);
  const table = new InputTable(settings.epsilon !== undefined, head.extent, style);
  const rows = inputs.map((input) => table.row(input)).join('');
  const end = inputs.length === 0 ? '' : `\n${summaryText(summary, settings, style)}`;
  return `${headText(head, style)}\n${table.head()}${rows}${end}`;
}

function headOf({ model, data, settings, shard, inputs, summary }: CertifyReport): RunHead {
  return {
    ...{ model, data, settings, shard },
    requested: inputs.length,
    correct: summary.correct,
    extent: {
      lastIndex: inputs.at(-1)?.index ?? 0,
      longestName: inputs.reduce((longest, { name = '' }) => Math.max(longest, name.length), 0),
    },
  };
}
