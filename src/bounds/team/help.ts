import { CertifyError } from '../../errors.js';
import { type Arithmetic, noTally, type Tally } from '../arithmetic.js';
import { type SharedBounds, type TeamBoard, WORD, writeFailure } from './board.js';
import { finish } from './lead.js';

/** Milliseconds until a helper looks around unasked. */
const SLICE = 1000;

/** Thrown inside a helper: what it works on is over. */
class OverError extends Error {}

/** A helper's side of a board, for one request: follows the leader from pass to pass. */
export class TeamHelp {
  private pass: number;

  /** `request`: value of the control word while that request is published. */
  constructor(
    readonly board: TeamBoard,
    private readonly session: number,
    private readonly request: number,
  ) {
    this.pass = Atomics.load(board.control, WORD.firstPass);
  }

  /** Throws OverError once the leader is done with the request, or the helpers were let go. */
  check(): void {
    const { control } = this.board;
    const here = Atomics.load(control, WORD.session) === this.session && Atomics.load(control, WORD.request) === this.request;
    if (!here) throw new OverError();
  }

  /**
   * Takes blocks of the next pass, over this target, until it is over; `each` runs one. What that throws is left on the board for the
   * leader, and thrown here as OverError. A ticket is read before the limit, and the limit before the pass: so it is one of this pass if
   * that is still open. As long as a ticket is held, nothing on the board changes but the results of others.
   */
  helpPass(target: number, each: (block: number, arithmetic: Arithmetic, tally: Tally) => void): void {
    const { control } = this.board;
    const open = (2 * this.pass) | 0;
    for (;;) {
      const step = Atomics.load(control, WORD.step);
      const ticket = Atomics.load(control, WORD.next);
      const limit = Atomics.load(control, WORD.limit);
      const pass = Atomics.load(control, WORD.pass);
      this.check();
      if (pass !== open && ((pass - open) | 0) > 0) break;
      if (pass !== open || ticket === limit) {
        Atomics.wait(control, WORD.step, step, SLICE);
        continue;
      }
      if (Atomics.compareExchange(control, WORD.next, ticket, (ticket + 1) | 0) === ticket) this.work(target, ticket, each);
    }
    this.pass = (this.pass + 1) | 0;
  }

  /** Copies the bounds that a target has before its first pass, once the leader is there. */
  copyStart(id: number, bounds: SharedBounds): void {
    const { control, starts } = this.board;
    for (;;) {
      const step = Atomics.load(control, WORD.step);
      this.check();
      if (((Atomics.load(control, WORD.pass) - 2 * this.pass) | 0) >= 0) break;
      Atomics.wait(control, WORD.step, step, SLICE);
    }
    this.copy(starts.get(id), bounds);
  }

  /** Copies the final bounds of a node. */
  copyBounds(id: number, bounds: SharedBounds): void {
    this.copy(this.board.bounds[id], bounds);
  }

  private copy(from: SharedBounds | undefined, { lower, upper }: SharedBounds): void {
    if (from === undefined) throw new Error('the board is that of another program');
    lower.set(from.lower);
    upper.set(from.upper);
    this.check();
  }

  private work(target: number, ticket: number, each: (block: number, arithmetic: Arithmetic, tally: Tally) => void): void {
    const { control } = this.board;
    const tally = noTally();
    try {
      const theirs = Atomics.load(control, WORD.target);
      if (theirs !== target) throw new Error(`the blocks are of node ${theirs}, the one that helps is at node ${target}`);
      each((ticket - Atomics.load(control, WORD.base)) | 0, Atomics.load(control, WORD.arithmetic) as Arithmetic, tally);
      Atomics.add(control, WORD.tried, tally.tried);
      Atomics.add(control, WORD.doubtful, tally.doubtful);
      Atomics.add(control, WORD.hopeless, tally.hopeless);
    } catch (error) {
      this.fail(error);
      throw new OverError();
    } finally {
      finish(control);
    }
  }

  private fail(error: unknown): void {
    if (Atomics.compareExchange(this.board.control, WORD.failed, 0, 1) !== 0) return;
    const message = error instanceof Error ? error.message : String(error);
    writeFailure(this.board, error instanceof CertifyError ? { code: error.code, message, hint: error.hint } : { code: null, message });
  }
}

/** Helps with one request after the other, until the helpers are let go; `follow` bounds a published one. Returns then. */
export function helpLeader(board: TeamBoard, session: number, follow: (help: TeamHelp) => void): void {
  const { control } = board;
  let known = 0;
  Atomics.add(control, WORD.helpers, 1);
  try {
    for (;;) {
      const step = Atomics.load(control, WORD.step);
      if (Atomics.load(control, WORD.session) !== session) return;
      const request = Atomics.load(control, WORD.request);
      if ((request & 1) === 1 && request !== known) {
        known = request;
        followOnce(new TeamHelp(board, session, request), follow);
      } else Atomics.wait(control, WORD.step, step, SLICE);
    }
  } finally {
    Atomics.sub(control, WORD.helpers, 1);
  }
}

/** What goes wrong outside of blocks only means that the leader has no help: it may have ended the request and be overwriting what is read here. */
function followOnce(help: TeamHelp, follow: (help: TeamHelp) => void): void {
  try {
    help.check();
    follow(help);
  } catch {
    return;
  }
}
