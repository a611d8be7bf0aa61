import type { InputResult } from '../certify/result.js';
import { failedResult } from './failed-result.js';
import { Lane } from './lane.js';
import type { TaskList } from './plan.js';
import type { RunWorker } from './run-worker.js';

/** A thread that starts has to compile all its code: it would slow down an input that is nearly done (measured: one of 1.3 s). */
const PATIENCE = 1500;

/** How {@link runTasks} does its work. */
export interface RunOptions {
  /** Number of workers at most. */
  readonly workers: number;
  /** Workers without an input help those that have one. */
  readonly team: boolean;
  /** Milliseconds that an input takes before workers are started only to help with it. Default: as long as it takes for one to be of use. */
  readonly patience?: number;
  /** Starts a worker, the first ones and those that take the place of the dead. */
  readonly start: () => RunWorker;
  /** Called once per input, in order of completion. */
  readonly onResult: (position: number, result: InputResult) => void;
  /** When aborted, workers end at once; inputs that are not done get no result. So it is when `onResult` throws. */
  readonly stop: AbortSignal;
}

/**
 * Certifies all inputs on several workers. A worker that dies fails its input (status error, code `WORKER_FAILED`), and the run goes
 * on with a fresh one; so it is when one dies that helped with the input. Results do not depend on the number of workers.
 */
export async function runTasks(tasks: TaskList, options: RunOptions): Promise<void> {
  const failure = new AbortController();
  const stop = AbortSignal.any([options.stop, failure.signal]);
  // Shared by the lanes: each takes the next position that nobody has taken yet.
  const positions = Array.from({ length: tasks.count }, (_, position) => position).values();
  const lanes = Array.from(
    { length: options.team ? options.workers : Math.min(options.workers, tasks.count) },
    () => new Lane(options.start, options.patience ?? PATIENCE),
  );
  const runs = lanes.map((lane) => runLane(lane, lanes, positions, tasks, { ...options, stop }));
  try {
    await Promise.all(runs);
  } finally {
    failure.abort();
    await Promise.allSettled(runs);
  }
}

/** One worker, and its successors. */
async function runLane(
  lane: Lane,
  lanes: readonly Lane[],
  positions: Iterable<number>,
  tasks: TaskList,
  options: RunOptions,
): Promise<void> {
  const { stop, team, onResult } = options;
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
    if (team) await lane.helpOthers(lanes, stopped);
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
    return await lane.certify(task);
  } catch (cause) {
    return workerFailed(head, cause);
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
