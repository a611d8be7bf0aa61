import { CertifyError } from '../../errors.js';
import type { Arithmetic, Tally } from '../arithmetic.js';
import type { BoundRequest } from '../bounder.js';
import { readFailure, type SharedBounds, type TeamBoard, wake, WORD } from './board.js';
import { writeRequest } from './request.js';

/** Multiply-adds of blocks from which they are shared. */
export interface Worth {
  /** When others come late and first have to get to where the leader is. */
  readonly publishing: number;
  /** When they are there. */
  readonly sharing: number;
}

/** Blocks of a pass that may run side by side. */
export interface Round {
  /** The node that they bound. */
  readonly target: number;
  readonly first: number;
  /** The block after the last one. */
  readonly end: number;
  readonly arithmetic: Arithmetic;
}

/** Some milliseconds, and some tenths of one. */
const WORTH: Worth = { publishing: 30e6, sharing: 3e6 };

/** Milliseconds between looks at the world while the blocks of others are not done. */
const SLICE = 100;

/** The leader's side of a board: publishes requests that are much work, and shares the blocks of their passes. */
export class TeamLead {
  private request: BoundRequest | null = null;
  private published = false;
  private pass = 0;
  private firstPass = 0;

  constructor(
    private readonly board: TeamBoard,
    private readonly worth: Worth = WORTH,
  ) {}

  /** A bound computation starts. Those that are there already come along from the start; others when a pass of it is worth it. */
  begin(request: BoundRequest): void {
    this.request = request;
    this.firstPass = this.pass;
    if (request.method === 'cnn-cert' && Atomics.load(this.board.control, WORD.helpers) > 0) this.publish(false);
  }

  /** It ended, in whatever way. */
  end(): void {
    this.request = null;
    if (!this.published) return;
    this.published = false;
    Atomics.add(this.board.control, WORD.request, 1);
    wake(this.board.control);
  }

  /** Keeps the bounds of a target before its first pass, which counts as open from now on: so that helpers, too, prepare for it. */
  keepStart(id: number, { lower, upper }: SharedBounds): void {
    const start = this.board.starts.get(id);
    start?.lower.set(lower);
    start?.upper.set(upper);
    this.openPass();
  }

  /** A pass starts: the same ones, in the same order, on all sides. */
  openPass(): void {
    if (!this.published) return;
    Atomics.store(this.board.control, WORD.pass, 2 * this.pass);
    wake(this.board.control);
  }

  closePass(): void {
    if (this.published) {
      Atomics.store(this.board.control, WORD.pass, 2 * this.pass + 1);
      wake(this.board.control);
    }
    this.pass = (this.pass + 1) | 0;
  }

  /** Whether so much work is to be shared. */
  isWorth(work: number, blocks: number): boolean {
    if (blocks < 2 || Atomics.load(this.board.control, WORD.helpers) === 0) return false;
    return work >= (this.published ? this.worth.sharing : this.worth.publishing);
  }

  /**
   * Runs blocks of the board's list, here and wherever there are helpers; `each` runs one of them here. Adds to `tally` what helpers
   * counted. Throws what `each` throws, and what a helper failed with; in any case no block is under way afterwards.
   */
  share({ target, first, end, arithmetic }: Round, tally: Tally, each: (block: number) => void): void {
    const { control } = this.board;
    this.publish(true);
    const next = Atomics.load(control, WORD.next);
    for (const word of [WORD.tried, WORD.doubtful, WORD.hopeless, WORD.failed]) Atomics.store(control, word, 0);
    Atomics.store(control, WORD.base, next - first);
    Atomics.store(control, WORD.arithmetic, arithmetic);
    Atomics.store(control, WORD.target, target);
    // The limit last: a ticket below it tells of all that was written before.
    Atomics.store(control, WORD.limit, next - first + end);
    wake(control);
    try {
      for (let ticket = take(control); ticket !== null; ticket = take(control)) {
        try {
          if (Atomics.load(control, WORD.failed) !== 0) break;
          each((ticket - Atomics.load(control, WORD.base)) | 0);
        } finally {
          finish(control);
        }
      }
    } finally {
      this.settle();
    }
    tally.tried += Atomics.load(control, WORD.tried);
    tally.doubtful += Atomics.load(control, WORD.doubtful);
    tally.hopeless += Atomics.load(control, WORD.hopeless);
    if (Atomics.load(control, WORD.failed) !== 0) this.fail();
  }

  /** Shows the request, in the middle of a pass or before its first one. */
  private publish(open: boolean): void {
    if (this.published || this.request === null) return;
    const { control, request } = this.board;
    this.published = writeRequest(request, this.request);
    if (!this.published) return;
    Atomics.store(control, WORD.firstPass, this.firstPass);
    Atomics.store(control, WORD.pass, open ? 2 * this.pass : 2 * this.pass - 1);
    Atomics.add(control, WORD.request, 1);
    wake(control);
  }

  /** Takes the tickets that are left out of the world, and waits for the blocks of others: they write to the leader's bounds. */
  private settle(): void {
    const { control } = this.board;
    while (take(control) !== null) finish(control);
    const limit = Atomics.load(control, WORD.limit);
    for (let done = Atomics.load(control, WORD.done); done !== limit; done = Atomics.load(control, WORD.done)) {
      Atomics.wait(control, WORD.done, done, SLICE);
    }
  }

  private fail(): never {
    const { code, message, hint } = readFailure(this.board);
    if (code === null) throw new Error(message);
    throw new CertifyError(code, message, hint === undefined ? {} : { hint });
  }
}

/** The next ticket of the open round; null: there is none left. */
function take(control: Int32Array): number | null {
  for (;;) {
    const ticket = Atomics.load(control, WORD.next);
    if (ticket === Atomics.load(control, WORD.limit)) return null;
    if (Atomics.compareExchange(control, WORD.next, ticket, (ticket + 1) | 0) === ticket) return ticket;
  }
}

/** A ticket is worked off. */
export function finish(control: Int32Array): void {
  const done = (Atomics.add(control, WORD.done, 1) + 1) | 0;
  if (done === Atomics.load(control, WORD.limit)) Atomics.notify(control, WORD.done);
}
