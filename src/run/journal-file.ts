import { existsSync, readFileSync } from 'node:fs';
import type { InputResult } from '../certify/result.js';
import { DataError, UsageError } from '../errors.js';
import type { Plain, RunIdentity } from './identity.js';
import { readLine, storedLine } from './stored-line.js';

const VERSION = 1;
const FORMAT = 'cnn-cert journal';

/** What a journal holds. */
export interface JournalContent {
  readonly results: ReadonlyMap<number, InputResult>;
  /** Bytes of the lines that are whole; 0: not even the first one is. */
  readonly whole: number;
  /** There is more than the whole lines. */
  readonly torn: boolean;
}

/** The first line: what the results depend on. */
export function headLine(identity: RunIdentity): string {
  return storedLine({ format: FORMAT, version: VERSION, ...identity });
}

/** The line of a result; `input`: hash of its input. */
export function resultLine(input: string, result: InputResult): string {
  return storedLine({ input, result });
}

/**
 * Reads a journal (no file: an empty one), and drops a last line that was not written to its end. Throws DataError `JOURNAL_INVALID`, UsageError
 * `JOURNAL_MISMATCH`, or the error of the file system.
 */
export function readJournal(path: string, identity: RunIdentity, inputOf: (index: number) => string | undefined): JournalContent {
  const results = new Map<number, InputResult>();
  if (!existsSync(path)) return { results, whole: 0, torn: false };
  const bytes = readFileSync(path);
  const lines = bytes.toString().split('\n');
  const rest = lines.pop() ?? '';
  if (lines.length === 0) {
    // Nothing but the beginning of this very head may be written over.
    if (headLine(identity).startsWith(rest)) return { results, whole: 0, torn: rest !== '' };
    throw invalid(path, 'it is no journal of cnn-cert');
  }
  checkHead(path, lines[0] ?? '', identity);
  let whole = Buffer.byteLength(`${lines[0]}\n`);
  for (const [k, line] of lines.entries()) {
    if (k === 0) continue;
    const entry = readLine(line) as { input: string; result: InputResult } | null;
    const where = `line ${k + 1}`;
    if (entry === null) {
      if (k === lines.length - 1) break;
      throw invalid(path, `${where} was changed or damaged`);
    }
    const { index, status } = entry.result;
    if (inputOf(index) !== entry.input) throw invalid(path, `${where} is about an input ${index} that is not of this run`);
    if (results.has(index)) throw invalid(path, `${where} repeats input ${index}`);
    if (status !== 'error') results.set(index, entry.result);
    whole += Buffer.byteLength(`${line}\n`);
  }
  return { results, whole, torn: whole < bytes.length };
}

function checkHead(path: string, line: string, identity: RunIdentity): void {
  const head = readLine(line) as (RunIdentity & { format?: unknown; version?: unknown }) | null;
  if (head?.format !== FORMAT) throw invalid(path, 'it is no journal of cnn-cert, or its first line was changed');
  if (head.version !== VERSION) throw invalid(path, `it is of version ${String(head.version)}, and this program writes ${VERSION}`);
  const differences = differencesOf(head, identity);
  if (differences.length === 0) return;
  throw new UsageError('JOURNAL_MISMATCH', `the journal ${path} is of another run: ${differences.join('; ')}`, {
    hint: 'run it with what it was begun with, or name another journal',
  });
}

/** What differs, in words. Hashes say nothing to a reader. */
function differencesOf(then: RunIdentity, now: RunIdentity): string[] {
  const differences: string[] = [];
  const compare = (what: string, old: Plain | undefined, current: Plain | undefined, shown: boolean): void => {
    if (old === current) return;
    differences.push(shown ? `${what} was ${wording(old)}, now ${wording(current)}` : what);
  };
  compare('another model, or other options of it', then.model, now.model, false);
  compare('other inputs, labels or choice of inputs', then.data, now.data, false);
  compare('--shard', then.shard, now.shard, true);
  for (const name of new Set([...Object.keys(then.settings), ...Object.keys(now.settings)])) {
    compare(name, then.settings[name], now.settings[name], name !== 'weights');
  }
  compare('the version of cnn-cert', then.tool, now.tool, true);
  if (then.tool === now.tool) compare('another build of cnn-cert', then.code, now.code, false);
  compare('the arithmetic of this machine', then.arithmetic, now.arithmetic, true);
  return differences;
}

function wording(value: Plain | undefined): string {
  return value === null || value === undefined ? 'not given' : String(value);
}

function invalid(path: string, what: string): DataError {
  return new DataError('JOURNAL_INVALID', `${path}: ${what}`, { hint: 'name another journal; this one is left as it is' });
}
