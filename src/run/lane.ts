import { dismiss, type TeamBoard } from '../bounds/team/board.js';
import type { InputResult } from '../certify/result.js';
import type { RunTask } from './plan.js';
import type { RunWorker } from './run-worker.js';

/** A place for a worker, and for its successor when it dies: certifies inputs, and helps other lanes. */
export class Lane {
  #worker: RunWorker | null = null;
  /** The input that is certified now. */
  #task: RunTask | null = null;
  /** Null, when that is done. */
  #done: Promise<null> = Promise.resolve(null);
  #helpers = 0;
  /** Where it is helped with that input; null: nobody came. */
  #board: TeamBoard | null = null;
  /** Why the worker was ended in the middle of that input. */
  #failure: Error | null = null;

  /** `start` is called when a worker is first needed; `patience`: milliseconds that an input takes before one is started to help with it. */
  constructor(
    private readonly start: () => RunWorker,
    private readonly patience: number,
  ) {}

  /** Rejects when the worker, or one that helped it, died. */
  async certify(task: RunTask): Promise<InputResult> {
    let finish: (value: null) => void = () => undefined;
    this.#done = new Promise((resolve) => (finish = resolve));
    this.#task = task;
    try {
      return await this.#get().certify(task);
    } catch (cause) {
      await this.stop();
      throw this.#failure ?? cause;
    } finally {
      this.#task = null;
      this.#failure = null;
      finish(null);
      if (this.#board !== null) dismiss(this.#board);
      this.#board = null;
    }
  }

  /** Helps whoever needs it most until nobody certifies any more, or all is stopped. */
  async helpOthers(lanes: readonly Lane[], stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      const leader = lanes.filter((lane) => lane.#task !== null).sort((a, b) => a.#helpers - b.#helpers)[0];
      if (leader === undefined || !(await this.#help(leader))) return;
    }
  }

  /** Helps with the input of a lane until that is done; false: it cannot be helped from here. */
  async #help(leader: Lane): Promise<boolean> {
    const task = leader.#task;
    leader.#helpers++;
    try {
      // Nothing is started here for an input that takes no computing: it may be in a cache.
      const board = await Promise.race([unlessDead(leader.#get().board()), leader.#done]);
      if (leader.#task !== task) return true;
      if (board === null) return false;
      if (this.#worker === null && this.patience > 0) await leader.#doneWithin(this.patience);
      if (leader.#task !== task) return true;
      if ((await unlessDead(this.#get().ready())) === null) return false;
      if (leader.#task !== task) return true;
      leader.#board = board;
      await this.#get().help(board);
      return true;
    } catch (cause) {
      await this.stop();
      // The leader may be waiting for what the dead one took.
      if (leader.#task === task) await leader.#fail(cause);
      return true;
    } finally {
      leader.#helpers--;
    }
  }

  /** Waits for the end of the input, but not longer than that. */
  async #doneWithin(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
    await Promise.race([passed, this.#done]);
    clearTimeout(timer);
  }

  async #fail(cause: unknown): Promise<void> {
    this.#failure = new Error(`one that helped it died, ${cause instanceof Error ? cause.message : String(cause)}`);
    await this.stop();
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.stop();
  }

  #get(): RunWorker {
    this.#worker ??= this.start();
    return this.#worker;
  }
}

/** Where a worker takes help; null: nowhere, or it died. */
async function unlessDead(board: Promise<TeamBoard | null>): Promise<TeamBoard | null> {
  try {
    return await board;
  } catch {
    return null;
  }
}
