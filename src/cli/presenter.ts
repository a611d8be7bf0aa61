import { csvText } from '../report/csv.js';
import { jsonText } from '../report/json.js';
import { choosePaint } from '../report/paint.js';
import type { CertifyReport, InputReport } from '../report/schema.js';
import { headText, InputTable, summaryText, type RunHead } from '../report/text.js';
import type { CertifyArguments } from './certify-options.js';
import type { CliIo, Sink } from './io.js';

/** Shows a run on stdout, as it goes or at its end. */
export interface Presenter {
  /** Before certification begins. */
  begin(head: RunHead): void;
  /** One input, in order of index. */
  row(input: InputReport): void;
  end(report: CertifyReport): void;
}

/** The presenter that the options ask for. */
export function createPresenter({ json, csv }: CertifyArguments, { stdout, env }: CliIo): Presenter {
  if (json === true) return atTheEnd(stdout, jsonText);
  if (csv === '-') return atTheEnd(stdout, ({ inputs }) => csvText(inputs));
  return textPresenter(stdout, env);
}

function atTheEnd(sink: Sink, text: (report: CertifyReport) => string): Presenter {
  return { begin: () => undefined, row: () => undefined, end: (report) => sink.write(text(report)) };
}

function textPresenter(sink: Sink, env: CliIo['env']): Presenter {
  const style = { columns: sink.columns, paint: choosePaint(sink.isTTY, env) };
  let table: InputTable | null = null;
  return {
    begin(head) {
      table = new InputTable(head.settings.epsilon !== undefined, head.extent, style);
      sink.write(`${headText(head, style)}\n${table.head()}`);
    },
    row: (input) => sink.write(table?.row(input) ?? ''),
    end: ({ summary, settings, inputs }) => {
      if (inputs.length > 0) sink.write(`\n${summaryText(summary, settings, style)}`);
    },
  };
}
