import type { InputResult } from '../certify/result.js';
import { failedResult } from './failed-result.js';
import type { TaskList } from './plan.js';
import type { RunWorker } from './run-worker.js';

/** How {@link runTasks} does its work. */
export interface RunOptions {
  /** Number of workers at most. */
  readonly workers: number;
  /** Starts a worker, the first ones and those that take the place of the dead. */
  readonly start: () => RunWorker;
  /** Called once per input, in order of completion. */
  readonly onResult: (position: number, result: InputResult) => void;
  /** When aborted, workers end at once; inputs that are not done get no result. So it is when `onResult` throws. */
  readonly stop: AbortSignal;
}

/**
 * Certifies all inputs on several workers. A worker that dies fails its input (status error, code `WORKER_FAILED`), and the run goes
 * on with a fresh one. Results do not depend on the number of workers: inputs share nothing.
 */
export async function runTasks(tasks: TaskList, options: RunOptions): Promise<void> {
  const failure = new AbortController();
  const stop = AbortSignal.any([options.stop, failure.signal]);
  // Shared by the lanes: each takes the next position that nobody has taken yet.
  const positions = Array.from({ length: tasks.count }, (_, position) => position).values();
  const lanes = Array.from({ length: Math.min(options.workers, tasks.count) }, () => runLane(positions, tasks, { ...options, stop }));
  try {
    await Promise.all(lanes);
  } finally {
    failure.abort();
    await Promise.allSettled(lanes);
  }
}

/** One worker, and its successors. */
async function runLane(positions: Iterable<number>, tasks: TaskList, { start, stop, onResult }: RunOptions): Promise<void> {
  const lane = new Lane(start);
  const stopNow = (): void => void lane.stop();
  const stopped = (): boolean => stop.aborted;
  stop.addEventListener('abort', stopNow);
  try {
    for (const position of positions) {
      if (stopped()) return;
      const result = await certifyOne(lane, position, tasks);
      if (stopped() && result.error?.code === 'WORKER_FAILED') return;
      onResult(position, result);
    }
  } finally {
    stop.removeEventListener('abort', stopNow);
    await lane.stop();
  }
}

async function certifyOne(lane: Lane, position: number, tasks: TaskList): Promise<InputResult> {
  const head = tasks.head(position);
  let task;
  try {
    task = tasks.task(position);
  } catch (error) {
    return failedResult(head, error);
  }
  try {
    return await lane.worker().certify(task);
  } catch (cause) {
    await lane.stop();
    return workerFailed(head, cause);
  }
}

/** A place for a worker: started when first needed. */
class Lane {
  #worker: RunWorker | null = null;

  constructor(readonly start: () => RunWorker) {}

  worker(): RunWorker {
    this.#worker ??= this.start();
    return this.#worker;
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.stop();
  }
}

function workerFailed(head: { readonly index: number; readonly label: number | null }, cause: unknown): InputResult {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const error = {
    code: 'WORKER_FAILED',
    message: `the worker that certified input ${head.index} died: ${reason}`,
    hint: 'If memory is short, use fewer --threads.',
  };
  return { ...failedResult(head, cause), error };
}
