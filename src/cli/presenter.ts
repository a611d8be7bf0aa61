import type { CertifyReport, InputReport } from '../report/schema.js';
import { headText, InputTable, summaryText, type RunHead, type TextStyle } from '../report/text.js';
import type { Sink } from './io.js';

/** Shows a run as it goes. */
export interface Presenter {
  /** Before certification begins. */
  begin(head: RunHead): void;
  /** One input, in order of index. */
  row(input: InputReport): void;
  end(report: CertifyReport): void;
}

/** Shows nothing: where the standard output is for something else. */
export const silentPresenter: Presenter = { begin: () => undefined, row: () => undefined, end: () => undefined };

/** Shows text. */
export function textPresenter(sink: Sink, style: TextStyle): Presenter {
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
