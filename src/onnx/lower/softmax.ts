import type { Activation } from '../../activations/activation.js';
import { activation } from '../../activations/registry.js';
import type { OpNode } from '../op-node.js';
import { constant, rearrange, type View } from '../value.js';
import { required } from '../../graph/context.js';
import { activate } from './activation.js';
import { affine } from './affine.js';
import { linearRows } from './linear.js';
import { type Rows, rowsAlong } from './rows.js';

/** More differences than this are not written out. */
const MOST_PAIRS = 2 ** 21;

/**
 * Softmax inside the network, as 1 / (1 + sum over j != i of exp(x_j - x_i)): nothing overflows that matters, every value stays in (0, 1], and the
 * differences are bounded as one linear map, so that what the scores have in common cancels. Two scores: a sigmoid of their difference.
 */
export function softmax(node: OpNode, x: View): View {
  const rows = scoreRows(node, x);
  if (rows.length === 1) return affine(node, x, constant(x.type, [], [0]), constant(x.type, [], [1]));
  if (rows.length === 2) return ofPairs(node, rows, activation('sigmoid'));
  return rows.restore(activate(node, totals(node, rows), activation('reciprocal')));
}

/** Its logarithm, -log(1 + sum over j != i of exp(x_j - x_i)); of two scores, a log-sigmoid. */
export function logSoftmax(node: OpNode, x: View): View {
  const rows = scoreRows(node, x);
  if (rows.length === 1) return affine(node, x, constant(x.type, [], [0]), null);
  if (rows.length === 2) return ofPairs(node, rows, activation('log-sigmoid'));
  return rows.restore(affine(node, activate(node, totals(node, rows), activation('log')), constant(x.type, [], [-1]), null));
}

/** Along one axis since opset 13; before, along all axes from `axis` on. */
function scoreRows(node: OpNode, x: View): Rows {
  const rank = x.shape.length;
  const flattens = node.opset < 13;
  const first = node.int('axis', flattens ? 1 : -1);
  if (flattens && first === rank) return rowsAlong(x, []);
  const axis = node.axis(first, rank);
  return rowsAlong(x, flattens ? x.shape.map((_, i) => i).filter((i) => i >= axis) : [axis]);
}

/**
 * x_j - x_i of every pair j != i, shape [rows, length, length - 1]; or, `sign` -1, the negative. Each pair i < j is subtracted once and
 * read twice, with both signs, so that its bounds are computed once.
 */
function differences(node: OpNode, { view, rows, length }: Rows, sign: 1 | -1): View {
  const pairs = (length * (length - 1)) / 2;
  if (rows * pairs > MOST_PAIRS) node.unsupported(`${rows} rows of ${length} scores are too many inside a model`);
  const ends = pairsOf(length);
  const once = linearRows(node, view, {
    shape: [rows, pairs],
    weightUnits: 0,
    describe(element, emit) {
      const first = Math.floor(element / pairs) * length;
      const { low, high } = required(ends, element % pairs);
      emit(first + low, -1);
      emit(first + high, 1);
    },
  });
  return linearRows(node, once, {
    shape: [rows, length, length - 1],
    weightUnits: 0,
    describe(element, emit) {
      const within = element % (2 * pairs);
      const i = Math.floor(within / (length - 1));
      const other = within % (length - 1);
      const j = other < i ? other : other + 1;
      const pair = j > i ? pairNumber(i, j, length) : pairNumber(j, i, length);
      emit(Math.floor(element / (2 * pairs)) * pairs + pair, j > i ? sign : -sign);
    },
  });
}

/** Pairs low < high of positions below `length`, ordered by low, then high. */
function pairsOf(length: number): { low: number; high: number }[] {
  return Array.from({ length }, (_, low) => low).flatMap((low) =>
    Array.from({ length: length - 1 - low }, (_, i) => ({ low, high: low + 1 + i })),
  );
}

function pairNumber(low: number, high: number, length: number): number {
  return low * (length - 1) - (low * (low - 1)) / 2 + (high - low - 1);
}

function ofPairs(node: OpNode, rows: Rows, f: Activation): View {
  const result = activate(node, differences(node, rows, -1), f);
  return rows.restore(rearrange(result, [rows.rows, rows.length], null));
}

/** 1 + the sum of the exponentials, shape [rows, length]. */
function totals(node: OpNode, rows: Rows): View {
  const terms = activate(node, differences(node, rows, 1), activation('exp'));
  const others = rows.length - 1;
  const sums = linearRows(node, terms, {
    shape: [rows.rows, rows.length],
    weightUnits: 0,
    describe(element, emit) {
      for (let j = 0; j < others; j++) emit(element * others + j, 1);
    },
  });
  return affine(node, sums, null, constant(sums.type, [], [1]));
}
