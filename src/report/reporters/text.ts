import { errorText } from '../failure.js';
import { gateModelText, gateVerdictText } from '../gate-text.js';
import type { Reporter } from '../reporter.js';
import type { CertifyReport } from '../schema.js';
import { headText, InputTable, summaryText, type TextStyle } from '../text.js';

/** What `certify` or `gate` shows on a terminal, all at once. */
export function textReporter(style: TextStyle): Reporter {
  return {
    name: 'text',
    write({ reports, gate, failure }) {
      if (failure !== undefined) return errorText(failure.error.code, failure.error.message, failure.error.hint);
      if (gate === null) return reports.map((report) => certifyText(report, style)).join('\n');
      return gate.models.map((model) => gateModelText(model, style)).join('') + gateVerdictText(gate, style);
    },
  };
}

function certifyText({ model, data, settings, inputs, summary, interrupted }: CertifyReport, style: TextStyle): string {
  const extent = {
    lastIndex: inputs.at(-1)?.index ?? 0,
    longestName: inputs.reduce((longest, { name }) => Math.max(longest, name?.length ?? 0), 0),
  };
  const head = headText(
    { model, data, settings, requested: interrupted?.requested ?? inputs.length, correct: summary.correct, extent },
    style,
  );
  const table = new InputTable(settings.epsilon !== undefined, extent, style);
  const rows = inputs.map((input) => table.row(input)).join('');
  return `${head}\n${table.head()}${rows}${inputs.length === 0 ? '' : `\n${summaryText(summary, settings, style)}`}`;
}
