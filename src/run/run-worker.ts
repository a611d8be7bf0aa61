import type { InputResult } from '../certify/result.js';
import type { RunTask } from './plan.js';

/** Something that certifies one input after the other: this thread or another one. */
export interface RunWorker {
  /** Rejects when the worker died over it; the worker is of no use then. */
  certify(task: RunTask): Promise<InputResult>;
  /** Ends the worker, even in the middle of an input. */
  stop(): Promise<void>;
}
