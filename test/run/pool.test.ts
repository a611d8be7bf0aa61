import { describe, expect, it } from 'vitest';
import type { InputResult } from '../../src/certify/result.js';
import { DataError } from '../../src/errors.js';
import { runTasks, type RunOptions } from '../../src/run/pool.js';
import type { RunWorker } from '../../src/run/run-worker.js';
import type { TaskList } from '../../src/run/plan.js';
import { fakeWorker, helpfulWorker, resultOf, tasks } from './fakes.js';

/** Runs, and returns the results by position. */
async function run(list: TaskList, start: () => RunWorker, options: Partial<RunOptions> = {}): Promise<(InputResult | undefined)[]> {
  const results = new Array<InputResult | undefined>(list.count).fill(undefined);
  const onResult = (position: number, result: InputResult): void => void (results[position] = result);
  await runTasks(list, { workers: 2, team: false, start, onResult, stop: new AbortController().signal, ...options });
  return results;
}

const working = (): RunWorker => fakeWorker(({ index }) => resultOf(index));

describe('a pool', () => {
  it.each([1, 2, 3, 8])('of %d workers certifies every input once', async (workers) => {
    const results = await run(tasks(5), working, { workers });
    expect(results.map((result) => result?.index)).toEqual([100, 101, 102, 103, 104]);
  });

  it('starts no more workers than there are inputs, and stops them all', async () => {
    let started = 0;
    let stopped = 0;
    const start = (): RunWorker => {
      started++;
      return fakeWorker(
        ({ index }) => resultOf(index),
        () => stopped++,
      );
    };
    await run(tasks(2), start, { workers: 8 });
    expect([started, stopped]).toEqual([2, 2]);
  });

  it.each([{ patience: 0, workers: 3 }, { workers: 1 }])(
    'starts workers to help with an input once it takes long: %o',
    async ({ workers, ...options }) => {
      let started = 0;
      const start = (): RunWorker => {
        started++;
        return helpfulWorker(({ index }) => resultOf(index));
      };
      const [result] = await run(tasks(1), start, { workers: 3, team: true, ...options });
      expect([started, result?.status]).toEqual([workers, 'ok']);
    },
  );

  it('fetches an input only when a worker is free', async () => {
    let fetched = 0;
    let most = 0;
    let done = 0;
    const list = tasks(6, () => (most = Math.max(most, ++fetched - done)));
    await run(list, working, { onResult: () => (done += 1) });
    expect([fetched, most]).toEqual([6, 2]);
  });

  it('fails the input over which a worker dies, and goes on with a fresh one', async () => {
    let started = 0;
    const start = (): RunWorker => {
      started++;
      return fakeWorker(({ index }) => {
        if (index === 101) throw new Error('out of memory');
        return resultOf(index);
      });
    };
    const results = await run(tasks(4), start, { workers: 1 });
    expect(results.map((result) => [result?.index, result?.status, result?.certifiedRadius])).toEqual([
      [100, 'ok', 100],
      [101, 'error', undefined],
      [102, 'ok', 102],
      [103, 'ok', 103],
    ]);
    expect([results[1]?.error?.code, results[1]?.error?.message, started]).toEqual([
      'WORKER_FAILED',
      'the worker that certified input 101 died: out of memory',
      2,
    ]);
  });

  it('fails an input that cannot be had, with what is wrong with it', async () => {
    const list = tasks(3, (position) => {
      if (position === 1) throw new DataError('DATA_NOT_FINITE', 'item 1 is NaN', { hint: 'Repair it.' });
    });
    const results = await run(list, working);
    expect(results[1]?.error).toEqual({ code: 'DATA_NOT_FINITE', message: 'item 1 is NaN', hint: 'Repair it.' });
  });

  it('leaves out what is not done when it is stopped', async () => {
    const controller = new AbortController();
    const results: number[] = [];
    let dead: (reason: Error) => void = () => undefined;
    const start = (): RunWorker =>
      fakeWorker(
        ({ index }) => {
          if (index < 102) return resultOf(index);
          const never = new Promise<never>((_, reject) => (dead = reject));
          controller.abort();
          return never;
        },
        () => dead(new Error('terminated')),
      );
    await runTasks(tasks(9), { workers: 1, team: false, start, onResult: (position) => results.push(position), stop: controller.signal });
    expect(results).toEqual([0, 1]);
  });

  it('stops all workers when a result cannot be taken', async () => {
    let stopped = 0;
    const start = (): RunWorker =>
      fakeWorker(
        ({ index }) => resultOf(index),
        () => stopped++,
      );
    const failing = run(tasks(9), start, {
      onResult() {
        throw new Error('disk full');
      },
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(stopped).toBeGreaterThanOrEqual(2);
  });
});
