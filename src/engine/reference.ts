import { areSingles } from './precision.js';
import {
  addConstants,
  anchorForm,
  movingUncertainties,
  singleConstants,
  singleLines,
  singleReach,
  sumOfConstants,
  sumOfReaches,
} from './anchored.js';
import ops from 'ndarray-ops';
import type { Box, Coefficients, Engine } from './engine.js';
import { centreForm, linearBounds, magnitudeTimes, middles, sumOfMagnitudes } from './interval.js';
import { misuse } from './misuse.js';
import { outwardLines } from './outward.js';
import { convBackward, convForward, convSeed } from './reference/convolution.js';
import { accumulate, dualNorm, scale } from './reference/lines.js';
import { poolBackward } from './reference/pool.js';
import { lineUncertainties, reluLines, reluRange } from './reference/relu.js';
import { filtersFor, inDoubles } from './reference/singles.js';
import { sparseBackward } from './reference/sparse.js';
import { view } from './reference/views.js';
import { sumTerms } from './rounding.js';

const SPARE = 8;

function none(like: Coefficients): Float64Array {
  return new Float64Array(like.length);
}

/**
 * The plain engine: one readable loop per kernel on ndarray views, in doubles, no attention to speed. Every fast kernel is tested
 * against it. Scratch from `take` is filled with NaN, so that a caller who relies on its contents is found out.
 */
export function createReferenceEngine(): Engine {
  const taken = new Set<Coefficients>();
  const allocate = (length: number): Float64Array => new Float64Array(length + SPARE).subarray(0, length);
  const allocateSingles = (length: number): Float32Array => new Float32Array(length + SPARE).subarray(0, length);
  const lend = <T extends Coefficients>(buffer: T): T => {
    buffer.fill(NaN);
    taken.add(buffer);
    return buffer;
  };
  return {
    name: 'reference',
    allocate,
    allocateSingles,
    allocateIndices: (length) => new Int32Array(length + SPARE).subarray(0, length),
    clear: (array) => void array.fill(0),
    take: (length) => lend(allocate(length)),
    takeSingles: (length) => lend(allocateSingles(length)),
    give(buffer) {
      if (!taken.delete(buffer)) throw misuse('give() of a buffer that take() did not hand out.');
    },
    packConv: (shape, filters) => ({ shape, filters: Float64Array.from(filters), areSingles: areSingles(filters) }),
    convBackward({ shape, filters }, step, rows, output, input) {
      inDoubles([output, input], (out, into) => convBackward(shape, filtersFor(output, filters), step, rows, out, into));
    },
    convSeed({ shape, filters }, step, rows, elements, values, input) {
      inDoubles([values, input], (seeds, into) => convSeed(shape, filtersFor(values, filters), step, rows, elements, seeds, into));
    },
    convForward: ({ shape, filters }, ...rest) => convForward(shape, filters, ...rest),
    sumTerms,
    relax(place, coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, bias, error) {
      const unsure = uncertainty ?? none(lowerSlope);
      inDoubles([coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, unsure], (a, ls, li, us, ui, un) => {
        accumulate(place, a, { lower: li, upper: ui }, un, bias, error);
        scale(place, a, { lower: ls, upper: us });
      });
    },
    accumulate(place, coefficients, lower, upper, uncertainty, bias, error) {
      inDoubles([coefficients, lower, upper, uncertainty ?? none(lower)], (a, low, high, un) =>
        accumulate(place, a, { lower: low, upper: high }, un, bias, error),
      );
    },
    subtractReach(place, coefficients, reach, factor, bias, error) {
      inDoubles([coefficients, reach], (a, far) => {
        const magnitudes = a.map((value) => -Math.abs(value));
        accumulate(
          place,
          magnitudes,
          { lower: far, upper: far },
          far.map((value) => factor * value),
          bias,
          error,
        );
      });
    },
    addBox(rows, height, width, channels, source, from, target, to, add) {
      const boxOf = (data: Float64Array, box: Box) =>
        view(data, rows, box.height, box.width, box.channels).lo(0, box.y, box.x, box.c).hi(rows, height, width, channels);
      inDoubles([source, target], (given, sum) => (add ? ops.addeq : ops.assign)(boxOf(sum, to), boxOf(given, from)));
    },
    poolBackward(shape, step, place, mapSize, output, lowerWeights, upperWeights, input) {
      inDoubles([output, lowerWeights, upperWeights, input], (...arrays) => poolBackward(shape, step, place, mapSize, ...arrays));
    },
    sparseBackward({ starts, indices, weights }, place, output, inputSize, input) {
      inDoubles([weights, output, input], (w, out, into) => sparseBackward({ starts, indices, weights: w }, place, out, inputSize, into));
    },
    demote(coefficients, singles) {
      singles.set(coefficients);
    },
    openElements(starts, channels, lower, upper, elements, counts) {
      let length = 0;
      starts.forEach((start, run) => {
        counts[run] = length;
        for (let k = start; k < start + channels; k++) if (lower[k]! < 0 && upper[k]! > 0) elements[length++] = k;
      });
      counts[starts.length] = length;
      return length;
    },
    keepRows(coefficients, run, kept, count) {
      for (let row = 0; row < count; row++) coefficients.copyWithin(row * run, kept[row]! * run, (kept[row]! + 1) * run);
    },
    dualNorm,
    centreForm,
    middles,
    magnitudeTimes,
    linearBounds,
    sumOfMagnitudes,
    reluRange,
    reluLines,
    lineUncertainties,
    // It takes none.
    sShapedLines: ({ lines }) => lines.lowerSlope.fill(NaN).length,
    outwardLines,
    anchorForm,
    singleConstants,
    singleLines,
    singleReach,
    sumOfReaches,
    movingUncertainties,
    sumOfConstants,
    addConstants,
  };
}
