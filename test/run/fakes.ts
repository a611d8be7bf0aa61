import { createBoard } from '../../src/bounds/team/board.js';
import type { InputResult } from '../../src/certify/result.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import type { RunTask, TaskList } from '../../src/run/plan.js';
import type { RunWorker } from '../../src/run/run-worker.js';

/** A result that tells nothing but which input it belongs to. */
export function resultOf(index: number): InputResult {
  const measured = { seconds: 0, cpuSeconds: null, evaluations: 1 };
  return { index, label: 0, prediction: 0, status: 'ok', cleanMargin: 1, limitingClass: 1, certifiedRadius: index, ...measured };
}

/** `count` inputs, numbered from 100. */
export function tasks(count: number, load: (position: number) => void = () => undefined): TaskList {
  const head = (position: number): { index: number; label: number } => ({ index: 100 + position, label: 0 });
  return {
    count,
    head,
    task(position) {
      load(position);
      return { ...head(position), input: Float64Array.of(position) };
    },
  };
}

/** A worker that answers after a turn of the event loop, as `answer` says. */
export function fakeWorker(answer: (task: RunTask) => InputResult | Promise<InputResult>, onStop: () => void = () => undefined): RunWorker {
  return {
    async certify(task) {
      await new Promise((resolve) => setImmediate(resolve));
      return answer(task);
    },
    ready: () => Promise.resolve(null),
    board: () => Promise.resolve(null),
    help: () => Promise.reject(new Error('a fake worker helps nobody')),
    stop() {
      onStop();
      return Promise.resolve();
    },
  };
}

/** The same, which can be helped and helps others for a turn of the event loop. */
export function helpfulWorker(answer: (task: RunTask) => InputResult | Promise<InputResult>): RunWorker {
  const blocks = { elements: new Int32Array(0), starts: new Int32Array(1), shared: new Int32Array(1), order: new Int32Array(1) };
  const board = Promise.resolve(createBoard(createWasmEngine(), 1, [], [], blocks));
  const help = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { ...fakeWorker(answer), ready: () => board, board: () => board, help };
}
