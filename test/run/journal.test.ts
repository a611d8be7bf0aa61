import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { InputResult } from '../../src/certify/result.js';
import { UsageError } from '../../src/errors.js';
import type { RunIdentity } from '../../src/run/identity.js';
import { openJournal, type Journal } from '../../src/run/journal.js';
import { codeOf, tempFiles } from '../data/files.js';
import { resultOf } from './fakes.js';
import { runOf } from './identities.js';

const file = tempFiles();
let files = 0;
const fresh = (): string => `${file(`${++files}/x`, '')}.jsonl`;
const inputOf = (index: number): string | undefined => (index < 10 ? `input ${index}` : undefined);
const run = runOf();
const open = (path: string, resume = true, identity: RunIdentity = run): Journal => openJournal(path, identity, inputOf, resume);

/** A journal of the results `indices`. */
function written(indices: readonly number[], change: (result: InputResult) => InputResult = (result) => result): string {
  const path = fresh();
  const journal = open(path, false);
  for (const index of indices) journal.append(`input ${index}`, change(resultOf(index)));
  journal.close();
  return path;
}

function resumed(path: string): { indices: number[]; torn: boolean } {
  const journal = open(path);
  journal.close();
  return { indices: [...journal.results.keys()], torn: journal.torn };
}

describe('a journal', () => {
  it('gives results back bit for bit, in order of completion', () => {
    const counterexample = { class: 1, margin: -1e-9, point: Float64Array.of(0.1, -0, 5e-324) };
    const change = (result: InputResult): InputResult => ({ ...result, cleanMargin: 0.1 + 0.2, certifiedRadius: 1 / 3, counterexample });
    const journal = open(written([4, 0, 7], change));
    journal.close();
    expect([...journal.results]).toEqual([4, 0, 7].map((index) => [index, change(resultOf(index))]));
  });

  it('is one object of JSON a line, whole as soon as a result is appended', () => {
    const path = fresh();
    const journal = open(path, false);
    journal.append('input 3', resultOf(3));
    const lines = readFileSync(path, 'utf8').split('\n');
    journal.close();
    expect(lines.map((line) => (line === '' ? null : Object.keys(JSON.parse(line) as object)))).toEqual([
      ['format', 'version', 'tool', 'code', 'arithmetic', 'model', 'settings', 'data', 'inputs', 'shard', 'check'],
      ['input', 'result', 'check'],
      null,
    ]);
  });

  it('goes on where it stopped, wherever in its last line that was', () => {
    const path = written([1, 2]);
    const whole = readFileSync(path);
    const second = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let length = second; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      const journal = open(path);
      expect([...journal.results.keys()]).toEqual([1]);
      expect(journal.torn).toBe(length > second);
      journal.append('input 2', resultOf(2));
      journal.close();
      expect(readFileSync(path)).toEqual(whole);
    }
  });

  it('begins again when not even its head was finished', () => {
    const path = written([]);
    const head = readFileSync(path);
    for (const length of [0, 1, 100, head.length - 1]) {
      truncateSync(path, length);
      expect(resumed(path).indices).toEqual([]);
      expect(readFileSync(path)).toEqual(head);
    }
  });

  it('drops a last line that is damaged, but does not pass over others', () => {
    const path = written([1, 2, 3]);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"certifiedRadius":3', '"certifiedRadius":4'));
    expect(resumed(path)).toEqual({ indices: [1, 2], torn: true });
    writeFileSync(path, text.replace('"certifiedRadius":2', '"certifiedRadius":4'));
    expect(() => open(path)).toThrow('line 3 was changed or damaged');
  });

  it('tries failed inputs again, and takes the result of the second time', () => {
    const error = { code: 'WORKER_FAILED', message: 'gone' };
    const path = written([1, 2], (result) => (result.index === 2 ? { ...result, status: 'error', error } : result));
    const journal = open(path);
    expect([...journal.results.keys()]).toEqual([1]);
    journal.append('input 2', resultOf(2));
    journal.close();
    expect(resumed(path).indices).toEqual([1, 2]);
  });

  it('that holds an input twice is refused', () => {
    expect(() => open(written([1, 1]))).toThrow('line 3 repeats input 1');
  });

  it('about an input that is another one by now is refused', () => {
    const path = written([1]);
    const other = (): string => 'another input';
    expect(() => openJournal(path, run, other, true)).toThrow('line 2 is about an input 1 that is not of this run');
  });

  it('that exists is neither overwritten nor gone on with unless asked', () => {
    const path = written([1]);
    const before = readFileSync(path);
    expect(codeOf(() => open(path, false))).toBe('JOURNAL_EXISTS');
    expect(readFileSync(path)).toEqual(before);
  });

  it.each(['', '{}\n', 'some model', '{"format":"cnn-cert journal"}\n'])('%j is written over only if it is empty', (content) => {
    const path = file(`foreign-${content.length}`, content);
    if (content === '') expect(resumed(path).indices).toEqual([]);
    else {
      expect(codeOf(() => open(path))).toBe('JOURNAL_INVALID');
      expect(readFileSync(path, 'utf8')).toBe(content);
    }
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('is for one run at a time', () => {
    const path = fresh();
    const journal = open(path, false);
    expect(codeOf(() => open(path))).toBe('JOURNAL_LOCKED');
    journal.close();
    expect(resumed(path).indices).toEqual([]);
  });

  it('that cannot be written is an error that says so', () => {
    expect(codeOf(() => open('/no/such/folder/journal'))).toBe('JOURNAL_UNWRITABLE');
  });
});

describe('a journal of another run', () => {
  const path = written([1]);
  const message = (identity: RunIdentity): string => {
    try {
      open(path, true, identity).close();
    } catch (error) {
      if (error instanceof UsageError && error.code === 'JOURNAL_MISMATCH') return error.message.replace(path, 'J');
    }
    return 'taken';
  };

  it.each([
    ['another model, or other options of it', { ...run, model: 'other' }],
    ['other inputs, labels or choice of inputs', { ...run, data: 'other' }],
    ['--shard was not given, now 1/3', { ...run, shard: '1/3' }],
    ['epsilon was not given, now 0.1; norm was linf, now l2', runOf({ norm: 'l2', epsilon: 0.1 })],
    ['weights', runOf({ weights: Float64Array.of(1) })],
    ['clip was not given, now {"lower":0,"upper":1}', runOf({ clip: { lower: 0, upper: 1 } })],
    ['the version of cnn-cert was 1.0, now 2.0', { ...run, tool: '2.0', code: 'other' }],
    ['another build of cnn-cert', { ...run, code: 'other' }],
    ['the arithmetic of this machine was ', { ...run, arithmetic: 'other' }],
  ])('is refused, with what differs: %s', (difference, identity) => {
    const before = readFileSync(path);
    const text = message(identity);
    expect(text.startsWith('the journal J is of another run: ')).toBe(true);
    for (const part of difference.split('; ')) expect(text).toContain(part);
    expect(readFileSync(path)).toEqual(before);
  });

  it('is not what a journal of this run is', () => {
    expect(message(runOf())).toBe('taken');
    appendFileSync(path, 'torn');
    expect(message(runOf())).toBe('taken');
  });
});
