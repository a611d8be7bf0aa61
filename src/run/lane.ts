import { dismiss, type TeamBoard } from '../bounds/team/board.js';
import type { InputResult } from '../certify/result.js';
import type { RunTask } from './plan.js';
import type { RunWorker } from './run-worker.js';

/** A place for a worker, and for its successor when it dies: certifies inputs, and helps other lanes. */
export class Lane {
  #worker: RunWorker | null = null;
  /** The input that is certified now. */
  #task: RunTask | null = null;
  #helpers = 0;
  /** Where it is helped with that input; null: nobody came. */
  #board: TeamBoard | null = null;
  /** Why the worker was ended in the middle of that input. */
  #failure: Error | null = null;

  /** `start` is called when a worker is first needed. */
  constructor(private readonly start: () => RunWorker) {}

  /** Where the worker takes help; null: nowhere, or it did not start. */
  async ready(): Promise<TeamBoard | null> {
    try {
      return await this.#get().ready();
    } catch {
      return null;
    }
  }

  /** Rejects when the worker, or one that helped it, died. */
  async certify(task: RunTask): Promise<InputResult> {
    this.#task = task;
    try {
      return await this.#get().certify(task);
    } catch (cause) {
      await this.stop();
      throw this.#failure ?? cause;
    } finally {
      this.#task = null;
      this.#failure = null;
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
      const [own, board] = await Promise.all([this.ready(), leader.ready()]);
      if (own === null || board === null) return false;
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
