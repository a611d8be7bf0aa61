import { activation } from '../../activations/registry.js';
import { isPowerOfTwo } from '../../graph/folded.js';
import type { OpNode } from '../op-node.js';
import { constant, rearrange, type View } from '../value.js';
import { activate } from './activation.js';
import { affine } from './affine.js';
import { linearRows } from './linear.js';
import { multiplyViews } from './multiplication.js';
import { addBranches } from './branches.js';
import type { Rows } from './rows.js';

/** Up to so many weights, x - mean is written out as one linear map, so that intervals lose nothing either. */
const MOST_WEIGHTS = 2 ** 20;

/** The parts of a normalisation with statistics of the data, each of shape [rows, length] or [rows, 1]. */
export interface Standardised {
  /** (x - mean) / sqrt(variance + epsilon) */
  readonly result: View;
  readonly mean: View;
  /** 1 / sqrt(variance + epsilon) */
  readonly inverseDeviation: View;
}

/** Normalises rows by their own mean and (population) variance; epsilon > 0. */
export function standardise(node: OpNode, rows: Rows, epsilon: number): Standardised {
  if (!(epsilon > 0)) node.unsupported(`epsilon ${epsilon}`, 'A positive epsilon works.');
  const mean = meanOf(node, rows.view, rows);
  const centred = centre(node, rows, mean);
  const variance = meanOf(node, activate(node, centred, activation('power', { exponent: 2 })), rows);
  const guarded = affine(node, variance, null, constant('float64', [], [epsilon]));
  const inverseDeviation = inverseRoot(node, guarded);
  return { result: multiplyViews(node, centred, inverseDeviation), mean, inverseDeviation };
}

/** x - mean(x) of every row. */
export function centre(node: OpNode, rows: Rows, mean: View): View {
  const { view, length } = rows;
  if (rows.rows * length * length > MOST_WEIGHTS) {
    return addBranches(node, [
      { view, sign: 1 },
      { view: mean, sign: -1 },
    ]);
  }
  return linearRows(node, view, {
    shape: view.shape,
    weightUnits: isPowerOfTwo(length) ? 0 : 1,
    describe(element, emit) {
      const first = element - (element % length);
      for (let j = first; j < first + length; j++) emit(j, j === element ? (length - 1) / length : -1 / length);
    },
  });
}

/** The mean of every row, shape [rows, 1]. */
export function meanOf(node: OpNode, view: View, { rows, length }: Rows): View {
  if (length === 0) node.unsupported('one of its tensors is empty');
  return linearRows(node, rearrange(view, [rows, length], null), {
    shape: [rows, 1],
    weightUnits: isPowerOfTwo(length) ? 0 : 1,
    describe(element, emit) {
      for (let j = 0; j < length; j++) emit(element * length + j, 1 / length);
    },
  });
}

/** 1 / sqrt(x) */
function inverseRoot(node: OpNode, x: View): View {
  return activate(node, x, activation('rsqrt'));
}
