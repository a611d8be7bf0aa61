import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InputResult } from '../../src/certify/result.js';
import { ResultCache } from '../../src/run/cache.js';
import { cachingWorker } from '../../src/run/caching-worker.js';
import type { RunTask } from '../../src/run/plan.js';
import { runTasks } from '../../src/run/pool.js';
import type { RunWorker } from '../../src/run/run-worker.js';
import { tempFiles } from '../data/files.js';
import { fakeWorker, helpfulWorker, resultOf, tasks } from './fakes.js';
import { identityOf } from './identities.js';

const file = tempFiles();
let folders = 0;
const fresh = (): string => join(file(`${++folders}/x`, ''), '../cache');
const task: RunTask = { index: 3, label: 1, input: Float64Array.of(0.5, 1) };
const result: InputResult = {
  ...resultOf(3),
  certifiedRadius: 1 / 3,
  counterexample: { class: 1, margin: -1, point: Float64Array.of(-0, 0.1) },
};

interface Notes {
  readonly cache: ResultCache;
  readonly notes: string[];
}

function cacheAt(folder: string, identity = identityOf()): Notes {
  const notes: string[] = [];
  return { cache: new ResultCache(folder, identity, (text) => notes.push(text)), notes };
}

/** All files below a folder. */
function entries(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));
}

describe('the cache', () => {
  it('gives a result back bit for bit, marked, under the index of the one who asks', () => {
    const folder = fresh();
    const { cache, notes } = cacheAt(folder);
    expect(cache.get(task)).toBeNull();
    cache.put(task, result);
    expect(cacheAt(folder).cache.get({ ...task, index: 8 })).toEqual({ ...result, index: 8, cached: true });
    expect(notes).toEqual([]);
  });

  it('knows nothing of other inputs, labels, settings, models and versions', () => {
    const folder = fresh();
    cacheAt(folder).cache.put(task, result);
    const others: RunTask[] = [
      { ...task, label: 2 },
      { ...task, label: null },
      { ...task, input: Float64Array.of(0.5, 1.5) },
    ];
    const { cache } = cacheAt(folder);
    expect(others.map((other) => cache.get(other))).toEqual([null, null, null]);
    const identities = [
      identityOf({ norm: 'l2' }),
      identityOf({}, { output: 'y' }),
      identityOf({}, {}, '1.1'),
      { ...identityOf(), arithmetic: 'other' },
    ];
    expect(identities.map((identity) => cacheAt(folder, identity).cache.get(task))).toEqual([null, null, null, null]);
  });

  it('asks for the same index where that chooses the class', () => {
    const folder = fresh();
    const { cache } = cacheAt(folder, identityOf({ target: 'random' }));
    cache.put(task, result);
    expect(cache.get({ ...task, index: 8 })).toBeNull();
    expect(cache.get(task)?.cached).toBe(true);
  });

  it.each(['timeout', 'error'] as const)('does not keep a result of status %s', (status) => {
    const { cache } = cacheAt(fresh());
    cache.put(task, { ...result, status });
    expect(cache.get(task)).toBeNull();
  });

  it.each([
    ['empty', () => ''],
    ['cut off', (text: string) => text.slice(0, -9)],
    ['changed', (text: string) => text.replace('"certifiedRadius":0.33', '"certifiedRadius":0.43')],
    ['of another input', (text: string) => text],
  ])('computes again, and says so once, where an entry is %s', (what, change) => {
    const folder = fresh();
    const { cache, notes } = cacheAt(folder);
    const other = { ...task, label: 2 };
    cache.put(task, result);
    const [first = ''] = entries(folder);
    cache.put(other, resultOf(3));
    const second = entries(folder).find((path) => path !== first) ?? '';
    writeFileSync(join(folder, second), change(readFileSync(join(folder, first), 'utf8')));
    expect([what, cache.get(other), cache.get(other)]).toEqual([what, null, null]);
    expect(notes).toEqual([`entries of the cache ${folder} are damaged, and computed again`]);
    cache.put(other, resultOf(3));
    expect(cache.get(other)).toEqual({ ...resultOf(3), cached: true });
  });

  it('is never in the way when it is no folder, or may not be written', () => {
    const { cache, notes } = cacheAt(file('a-file', 'no folder'));
    expect(cache.get(task)).toBeNull();
    cache.put(task, result);
    cache.put(task, result);
    expect(notes.map((note) => /cannot be (read|written) \((ENOTDIR|EEXIST)/.exec(note)?.[1])).toEqual(['read', 'written']);
  });

  it('leaves nothing unfinished behind', () => {
    const folder = fresh();
    const { cache } = cacheAt(folder);
    for (let k = 0; k < 5; k++) cache.put({ ...task, label: k }, result);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.'));
    expect(files.filter((path) => !path.endsWith('.json'))).toEqual([]);
    expect(files).toHaveLength(5);
  });
});

describe('a worker with a cache', () => {
  it('computes what is not there, and starts nothing for what is', async () => {
    const { cache } = cacheAt(fresh());
    let started = 0;
    const certified: number[] = [];
    const worker = (): ReturnType<typeof cachingWorker> =>
      cachingWorker(cache, () => {
        started++;
        return fakeWorker(({ index }) => {
          certified.push(index);
          return resultOf(index);
        });
      });
    const first = worker();
    expect(await first.certify(task)).toEqual(resultOf(3));
    expect(await first.certify(task)).toEqual({ ...resultOf(3), cached: true });
    await first.stop();
    const second = worker();
    expect((await second.certify(task)).cached).toBe(true);
    await second.stop();
    expect([started, certified]).toEqual([1, [3]]);
  });

  it('starts no threads to help with inputs that it holds', async () => {
    const { cache } = cacheAt(fresh());
    const list = tasks(1);
    const run = async (): Promise<number> => {
      let started = 0;
      const start = (): RunWorker => {
        started++;
        return helpfulWorker(({ index }) => resultOf(index));
      };
      const options = { workers: 3, team: true, patience: 0, onResult: () => undefined, stop: new AbortController().signal };
      await runTasks(list, { ...options, start: () => cachingWorker(cache, start) });
      return started;
    };
    expect(await run()).toBe(3);
    expect(await run()).toBe(0);
  });
});
