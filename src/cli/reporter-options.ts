import type { Option } from 'commander';
import { UsageError } from '../errors.js';
import { REPORTERS, type ReporterName } from '../report/reporters/registry.js';
import { valued, type Parser } from './options.js';

/** A reporter, and the file that it writes; null: the standard output. */
export interface ReporterChoice {
  readonly name: ReporterName;
  readonly path: string | null;
}

/** The names of all reporters. */
const REPORTER_NAMES = Object.keys(REPORTERS) as ReporterName[];

/** `--reporter NAME[=FILE]`, which may be repeated: its value is a list of {@link ReporterChoice}. */
export function reporterOption(): Option {
  const text = `write the result in a form of its own, to a file or the standard output; may be repeated: ${REPORTER_NAMES.join(', ')}`;
  return valued('--reporter <name[=file]>', text, reporterChoice());
}

function reporterChoice(): Parser<ReporterChoice[]> {
  const parse: Parser<ReporterChoice[]> = (text, flag, previous) => {
    const at = text.indexOf('=');
    const word = at < 0 ? text : text.slice(0, at);
    const path = at < 0 ? '-' : text.slice(at + 1);
    const name = REPORTER_NAMES.find((candidate) => candidate === word);
    if (name === undefined || path === '') {
      throw new UsageError('OPTION_VALUE', `${flag} is '${text}'`, {
        hint: `give one of ${REPORTER_NAMES.join(', ')}, with =FILE to write it to a file`,
      });
    }
    const before = Array.isArray(previous) ? (previous as ReporterChoice[]) : [];
    return [...before, { name, path: path === '-' ? null : path }];
  };
  return Object.assign(parse, { words: REPORTER_NAMES });
}
