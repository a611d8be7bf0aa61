import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { InputResult } from '../../src/certify/result.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { readData } from '../../src/data/read.js';
import { inThread } from '../../src/run/in-thread.js';
import { loadGraph } from '../../src/run/model.js';
import type { TaskList, ThreadSetup } from '../../src/run/plan.js';
import { runTasks } from '../../src/run/pool.js';
import type { RunWorker } from '../../src/run/run-worker.js';
import { shareClassifier } from '../../src/run/shared-model.js';
import { startThread } from '../../src/run/thread.js';

const { classifier, model } = shareClassifier(
  loadGraph({
    bytes: readFileSync('models/fmnist_relu_robust.onnx'),
    external: [],
    ...{ input: null, output: null, shape: null, normalisation: { mean: [0.1], std: [2] } },
  }),
);
const setup: ThreadSetup = { model, settings: { ...DEFAULT_SETTINGS, precision: 0.05 }, countCpu: false, team: false };
const images = readData('models/sample-images-idx3-ubyte.gz', { inputShape: [1, 1, 28, 28] });
const list: TaskList = {
  count: 4,
  head: (position) => ({ index: position, label: 1 }),
  task: (position) => ({ index: position, label: 1, input: images.item(position) }),
};

async function run(workers: number, start: () => RunWorker): Promise<InputResult[]> {
  const results: InputResult[] = [];
  const onResult = (position: number, result: InputResult): void => void (results[position] = { ...result, seconds: 0, cpuSeconds: null });
  await runTasks(list, { workers, team: false, start, onResult, stop: new AbortController().signal });
  return results;
}

const script = (text: string): URL => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

describe('threads', () => {
  it('give the same results as this thread, whatever their number', async () => {
    const here = await run(1, () => inThread(classifier, setup.settings));
    const one = await run(1, () => startThread(setup));
    const three = await run(3, () => startThread(setup));
    expect(here.some(({ status }) => status === 'ok')).toBe(true);
    expect([one, three]).toEqual([here, here]);
  });

  it('that end in the middle of an input are replaced', async () => {
    let started = 0;
    const results = await run(1, () =>
      ++started === 1
        ? startThread(setup, script("import { parentPort } from 'node:worker_threads'; parentPort.once('message', () => process.exit(7));"))
        : startThread(setup),
    );
    expect(results.map(({ status, error }) => error?.message ?? status)).toEqual([
      'the worker that certified input 0 died: its thread ended with exit code 7',
      expect.stringMatching(/^(ok|misclassified)$/),
      expect.stringMatching(/^(ok|misclassified)$/),
      expect.stringMatching(/^(ok|misclassified)$/),
    ]);
  });

  it('that throw fail the input with the reason', async () => {
    const worker = startThread(setup, script("throw new Error('no engine here');"));
    await expect(worker.certify(list.task(0))).rejects.toThrow('no engine here');
    await worker.stop();
  });

  it('end at once when they are stopped in the middle of an input', async () => {
    const worker = startThread(
      setup,
      script("import { parentPort } from 'node:worker_threads'; parentPort.once('message', () => { for (;;); });"),
    );
    const certified = worker.certify(list.task(0));
    await Promise.all([expect(certified).rejects.toThrow('its thread ended'), worker.stop()]);
  });
});
