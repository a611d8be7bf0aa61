import type { TeamBoard } from '../bounds/team/board.js';
import type { InputResult } from '../certify/result.js';
import type { RunTask } from './plan.js';

/** Something that certifies one input after the other: this thread or another one. */
export interface RunWorker {
  /** Rejects when the worker died over it; the worker is of no use then. */
  certify(task: RunTask): Promise<InputResult>;
  /** Where others can help it with an input; null: nowhere. Rejects when the worker died before it was ready. */
  ready(): Promise<TeamBoard | null>;
  /** The same, once it has something to compute: it starts nothing. */
  board(): Promise<TeamBoard | null>;
  /** Helps at the board of another worker until its helpers are dismissed. Rejects when the worker died over it. */
  help(board: TeamBoard): Promise<void>;
  /** Ends the worker, even in the middle of an input. */
  stop(): Promise<void>;
}
