import type { Engine } from '../../engine/engine.js';
import type { Blocks } from '../block-list.js';

/** Numbers in shared memory, by their places in `TeamBoard.control`. Those that count wrap around. */
export const WORD = {
  /** Changes when the helpers are to go. */
  session: 0,
  /** Changes with everything that a helper may be waiting for. */
  step: 1,
  /** Helpers that are there. */
  helpers: 2,
  /** Odd while a request is published. */
  request: 3,
  /** Number of the first pass of that request. */
  firstPass: 4,
  /** Twice the number of the leader's last pass, and 1 more once it is over. */
  pass: 5,
  /** The next ticket. Each is a block of the open round, and none is ever used again. */
  next: 6,
  /** The first ticket that does not exist yet. */
  limit: 7,
  /** The first ticket that is not worked off, when all before it are. */
  done: 8,
  /** The ticket of block 0. */
  base: 9,
  /** `Arithmetic` of the open round. */
  arithmetic: 10,
  /** The node whose elements its blocks bound. */
  target: 11,
  /** What helpers counted in the open round (`Tally`). */
  tried: 12,
  doubtful: 13,
  hopeless: 14,
  /** A helper failed over a block; `TeamBoard.failure` says why. */
  failed: 15,
} as const;

const WORDS = Object.keys(WORD).length;

/** Characters of a failure at most. */
const FAILURE = 4096;

/** Bounds of a node. */
export interface SharedBounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Where one thread, the leader, shows what it bounds, and takes help of others. All arrays are in shared memory; a structured clone of a
 * board is the same board.
 */
export interface TeamBoard {
  readonly control: Int32Array;
  /** The published request (./request.ts). */
  readonly request: Float64Array;
  /** The bounds of the leader's nodes: helpers write those of the blocks that they took, and copy those that are final. */
  readonly bounds: readonly SharedBounds[];
  /** The bounds that targets had before their first pass, by node. */
  readonly starts: ReadonlyMap<number, SharedBounds>;
  /** The blocks of the leader's pass. */
  readonly blocks: Blocks;
  /** What a helper failed with: JSON as UTF-16, its length first. */
  readonly failure: Int32Array;
}

/** A board in the memory of an engine, for requests of at most `requestSize` numbers. */
export function createBoard(
  engine: Engine,
  requestSize: number,
  bounds: readonly SharedBounds[],
  targets: readonly number[],
  { elements, starts, shared, order }: Blocks,
): TeamBoard {
  const start = (id: number): SharedBounds => {
    const size = bounds[id]?.lower.length ?? 0;
    return { lower: engine.allocate(size), upper: engine.allocate(size) };
  };
  return {
    control: engine.allocateIndices(WORDS),
    request: engine.allocate(requestSize),
    bounds: bounds.map(({ lower, upper }) => ({ lower, upper })),
    starts: new Map(targets.map((id) => [id, start(id)])),
    blocks: { elements, starts, shared, order },
    failure: engine.allocateIndices(FAILURE + 1),
  };
}

/** Lets all helpers of a board go; from any thread. */
export function dismiss({ control }: TeamBoard): void {
  Atomics.add(control, WORD.session, 1);
  wake(control);
}

/** What helpers wait for may have happened. */
export function wake(control: Int32Array): void {
  Atomics.add(control, WORD.step, 1);
  Atomics.notify(control, WORD.step);
}

/** What is told of a failure. */
export interface Failure {
  /** Of a CertifyError; null: something unforeseen. */
  readonly code: string | null;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Leaves a failure on the board. */
export function writeFailure({ failure }: TeamBoard, { code, message, hint }: Failure): void {
  const most = FAILURE / 16;
  const text = JSON.stringify({ code, message: message.slice(0, most), hint: hint?.slice(0, most) });
  failure[0] = text.length;
  for (let i = 0; i < text.length; i++) failure[i + 1] = text.charCodeAt(i);
}

/** The failure that was left last. */
export function readFailure({ failure }: TeamBoard): Failure {
  const codes = Array.from(failure.subarray(1, 1 + (failure[0] ?? 0)));
  return JSON.parse(String.fromCharCode(...codes)) as Failure;
}
