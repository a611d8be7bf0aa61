import type { GateOutcome } from '../gate/outcome.js';
import type { RunFailure } from './failure.js';
import type { CertifyReport } from './schema.js';
import type { TextStyle } from './text.js';

/** What there is to report when a run is over. */
export interface ReportedRun {
  /** Version of cnn-cert. */
  readonly version: string;
  /** One for each model that was evaluated. */
  readonly reports: readonly CertifyReport[];
  /** What a gate made of them; null: nothing was demanded. */
  readonly gate: GateOutcome | null;
  /** What kept it from a result: there are no reports and no gate then. */
  readonly failure?: RunFailure;
}

/** Puts a run into one form. */
export interface Reporter {
  readonly name: string;
  /** The whole text, which ends with a line feed. */
  write(run: ReportedRun): string | Promise<string>;
}

/** Makes a reporter; `style` is for those that are read on a terminal. */
export type ReporterFactory = (style: TextStyle) => Reporter | Promise<Reporter>;
