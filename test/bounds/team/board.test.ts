import { describe, expect, it } from 'vitest';
import { ARITHMETIC, noTally } from '../../../src/bounds/arithmetic.js';
import { createBoard, dismiss, readFailure, type TeamBoard, WORD, writeFailure } from '../../../src/bounds/team/board.js';
import { helpLeader, TeamHelp } from '../../../src/bounds/team/help.js';
import { TeamLead } from '../../../src/bounds/team/lead.js';
import { readRequest, requestSize, writeRequest } from '../../../src/bounds/team/request.js';
import type { BoundRequest } from '../../../src/bounds/bounder.js';
import { createWasmEngine } from '../../../src/engine/wasm/wasm-engine.js';
import { CertifyError } from '../../../src/errors.js';

const box = { lower: Float64Array.of(0, 1, 2), upper: Float64Array.of(1, 2, 3.5) };
const rows = [Float64Array.of(1, -1), Float64Array.of(-0.5, 2)];
const plain: BoundRequest = { region: { ...box, ball: null, boxBinds: false }, method: 'cnn-cert', relaxation: 'adaptive', rows };
const WORTH = { publishing: 0, sharing: 0 };

function boardOf(): TeamBoard {
  const engine = createWasmEngine();
  const blocks = {
    elements: engine.allocateIndices(8),
    starts: engine.allocateIndices(9),
    shared: engine.allocateIndices(9),
    order: engine.allocateIndices(9),
  };
  return createBoard(engine, requestSize(3, 2, 2), [], [], blocks);
}

/** A leader in the first pass of a request, with a helper that is on its way. */
function team(): { board: TeamBoard; lead: TeamLead; help: () => TeamHelp } {
  const board = boardOf();
  Atomics.add(board.control, WORD.helpers, 1);
  const lead = new TeamLead(board, WORTH);
  lead.begin(plain);
  lead.openPass();
  return { board, lead, help: () => new TeamHelp(board, 0, Atomics.load(board.control, WORD.request)) };
}

const counted = noTally;
const places = (board: TeamBoard): number[] => [WORD.next, WORD.limit, WORD.done].map((word) => Atomics.load(board.control, word));

describe('a request in shared memory', () => {
  const ball = { norm: 'l2', centre: Float64Array.of(0.5, 1.5, 3), epsilon: 0.25, weights: null } as const;
  it.each<[string, BoundRequest]>([
    ['a box', { ...plain, kernel: 'auto', intersect: true }],
    ['a ball', { ...plain, region: { ...box, ball, boxBinds: true }, kernel: 'f64', intersect: false, relaxation: 'flat' }],
    [
      'a ball with weights',
      {
        ...plain,
        region: { ...box, ball: { ...ball, norm: 'l1', weights: Float64Array.of(1, 0, 2) }, boxBinds: false },
        kernel: 'f32',
        intersect: true,
        relaxation: 'area',
        method: 'crown-interval',
      },
    ],
  ])('is the same again with %s', (_, request) => {
    const numbers = new Float64Array(requestSize(3, 2, 2));
    expect(writeRequest(numbers, request)).toBe(true);
    expect(readRequest(numbers, 3, 2)).toEqual(request);
  });

  it('is not written where it does not fit', () => {
    expect(writeRequest(new Float64Array(10), plain)).toBe(false);
  });
});

describe('a failure on a board', () => {
  it('is told in full, or cut where it is long', () => {
    const board = boardOf();
    writeFailure(board, { code: 'A_CODE', message: 'one "thing"\n', hint: 'ü' });
    expect(readFailure(board)).toEqual({ code: 'A_CODE', message: 'one "thing"\n', hint: 'ü' });
    writeFailure(board, { code: null, message: '\u0001'.repeat(1e5) });
    expect(readFailure(board).message).toMatch(/^\u0001{100,}$/);
  });
});

describe('a team', () => {
  it('runs every block of a round once, wherever it runs', () => {
    const { board, lead, help } = team();
    const here: number[] = [];
    const there: number[] = [];
    const tally = counted();
    lead.share({ target: 7, first: 2, end: 6, arithmetic: ARITHMETIC.mixed }, tally, (block) => {
      here.push(block);
      if (block !== 3) return;
      const helper = help();
      expect(() =>
        helper.helpPass(7, (other, arithmetic, counts) => {
          there.push(other);
          counts.tried += 5;
          counts.doubtful += arithmetic === ARITHMETIC.mixed ? 2 : 0;
          counts.hopeless += 1;
          // No pass ends while a block is under way; the helper would wait for that.
          if (other === 5) dismiss(board);
        }),
      ).toThrow();
    });
    expect([here, there, tally]).toEqual([[2, 3], [4, 5], { tried: 10, doubtful: 4, hopeless: 2 }]);
    expect(places(board)).toEqual([4, 4, 4]);
  });

  it('fails with what a helper failed with', () => {
    const { board, lead, help } = team();
    const run: number[] = [];
    const share = (): void => {
      lead.share({ target: 7, first: 0, end: 5, arithmetic: ARITHMETIC.doubles }, counted(), (block) => {
        run.push(block);
        const fail = (): never => {
          throw new CertifyError('OUT_OF_MEMORY', 'no room for it', { hint: 'make room' });
        };
        expect(() => help().helpPass(7, fail)).toThrow();
      });
    };
    expect(share).toThrow(expect.objectContaining({ code: 'OUT_OF_MEMORY', message: 'no room for it', hint: 'make room' }) as Error);
    expect([run, places(board)]).toEqual([[0], [5, 5, 5]]);
    // The next round starts afresh.
    lead.share({ target: 7, first: 0, end: 2, arithmetic: ARITHMETIC.doubles }, counted(), (block) => run.push(block));
    expect(run).toEqual([0, 0, 1]);
  });

  it('fails rather than take blocks of one node for those of another', () => {
    const { board, lead, help } = team();
    const run: number[] = [];
    const share = (): void => {
      lead.share({ target: 7, first: 0, end: 5, arithmetic: ARITHMETIC.doubles }, counted(), () => {
        expect(() => help().helpPass(9, (block) => run.push(block))).toThrow();
      });
    };
    expect(share).toThrow('the blocks are of node 7, the one that helps is at node 9');
    expect([run, places(board)]).toEqual([[], [5, 5, 5]]);
  });

  it('comes along from the start of a request, and prepares for a pass before its blocks are there', () => {
    const engine = createWasmEngine();
    const bounds = { lower: engine.allocate(2), upper: engine.allocate(2) };
    const blocks = {
      elements: engine.allocateIndices(8),
      starts: engine.allocateIndices(9),
      shared: engine.allocateIndices(9),
      order: engine.allocateIndices(9),
    };
    const board = createBoard(engine, requestSize(3, 2, 2), [bounds], [0], blocks);
    Atomics.add(board.control, WORD.helpers, 1);
    const lead = new TeamLead(board, { publishing: Infinity, sharing: 5 });
    lead.begin({ ...plain, method: 'interval' });
    expect(Atomics.load(board.control, WORD.request)).toBe(0);
    lead.end();
    lead.begin(plain);
    expect(Atomics.load(board.control, WORD.request)).toBe(1);
    const help = new TeamHelp(board, 0, 1);
    bounds.lower.fill(-2);
    lead.keepStart(0, bounds);
    const copied = { lower: new Float64Array(2), upper: new Float64Array(2) };
    help.copyStart(0, copied);
    expect(copied.lower).toEqual(Float64Array.of(-2, -2));
    expect(lead.isWorth(5, 2)).toBe(true);
    lead.openPass();
    lead.closePass();
    help.helpPass(0, () => expect.fail('the pass had no blocks to share'));
  });

  it('leaves no block behind when the leader stops', () => {
    const { board, lead, help } = team();
    const stop = (): void => {
      lead.share({ target: 7, first: 0, end: 5, arithmetic: ARITHMETIC.doubles }, counted(), () => {
        throw new Error('time is up');
      });
    };
    expect(stop).toThrow('time is up');
    expect(places(board)).toEqual([5, 5, 5]);
    const late = help();
    lead.closePass();
    lead.end();
    expect(() => late.helpPass(7, () => expect.fail('there is nothing to do'))).toThrow();
  });

  it('goes on where its counters wrap around', () => {
    const board = boardOf();
    for (const word of [WORD.next, WORD.limit, WORD.done]) Atomics.store(board.control, word, 2 ** 31 - 2);
    Atomics.add(board.control, WORD.helpers, 1);
    const lead = new TeamLead(board, WORTH);
    lead.begin(plain);
    const run: number[] = [];
    lead.openPass();
    lead.share({ target: 7, first: 0, end: 5, arithmetic: ARITHMETIC.doubles }, counted(), (block) => run.push(block));
    expect([run, places(board)]).toEqual([[0, 1, 2, 3, 4], Array(3).fill(-(2 ** 31) + 3)]);
  });

  it('shares nothing where nobody helps, or where it is not worth it', () => {
    const board = boardOf();
    const lead = new TeamLead(board, { publishing: 10, sharing: 5 });
    expect(lead.isWorth(100, 4)).toBe(false);
    Atomics.add(board.control, WORD.helpers, 1);
    expect([lead.isWorth(9, 4), lead.isWorth(10, 4), lead.isWorth(10, 1)]).toEqual([false, true, false]);
    lead.begin(plain);
    lead.openPass();
    lead.share({ target: 7, first: 0, end: 2, arithmetic: ARITHMETIC.doubles }, counted(), () => undefined);
    expect([lead.isWorth(4, 4), lead.isWorth(5, 4)]).toEqual([false, true]);
  });

  it('lets a helper go that comes too late', () => {
    const board = boardOf();
    dismiss(board);
    helpLeader(board, 0, () => expect.fail('nobody is to be helped'));
    expect(Atomics.load(board.control, WORD.helpers)).toBe(0);
  });
});
