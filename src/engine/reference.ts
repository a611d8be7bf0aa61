import ops from 'ndarray-ops';
import type { Box, Engine } from './engine.js';
import { misuse } from './misuse.js';
import { convBackward, convForward, convSeed } from './reference/convolution.js';
import { accumulate, dualNorm, scale } from './reference/lines.js';
import { poolBackward } from './reference/pool.js';
import { sparseBackward } from './reference/sparse.js';
import { view } from './reference/views.js';

const SPARE = 8;

/**
 * The plain engine: float64, one readable loop per kernel on ndarray views, no attention to speed. Every fast kernel is tested
 * against it. Scratch from `take` is filled with NaN, so that a caller who relies on its contents is found out.
 */
export function createReferenceEngine(): Engine {
  const taken = new Set<Float64Array>();
  const allocate = (length: number): Float64Array => new Float64Array(length + SPARE).subarray(0, length);
  return {
    name: 'reference',
    allocate,
    allocateIndices: (length) => new Int32Array(length + SPARE).subarray(0, length),
    clear: (array) => void array.fill(0),
    take(length) {
      const buffer = allocate(length).fill(NaN);
      taken.add(buffer);
      return buffer;
    },
    give(buffer) {
      if (!taken.delete(buffer)) throw misuse('give() of a buffer that take() did not hand out.');
    },
    packConv: (shape, filters) => ({ shape, filters: Float64Array.from(filters) }),
    convBackward: ({ shape, filters }, ...rest) => convBackward(shape, filters, ...rest),
    convSeed: ({ shape, filters }, ...rest) => convSeed(shape, filters, ...rest),
    convForward: ({ shape, filters }, ...rest) => convForward(shape, filters, ...rest),
    relax(place, coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, bias, error) {
      accumulate(place, coefficients, { lower: lowerIntercept, upper: upperIntercept }, uncertainty, bias, error);
      scale(place, coefficients, { lower: lowerSlope, upper: upperSlope });
    },
    accumulate: (place, coefficients, lower, upper, ...sums) => accumulate(place, coefficients, { lower, upper }, ...sums),
    addBox(rows, height, width, channels, source, from, target, to, add) {
      const boxOf = (data: Float64Array, box: Box) =>
        view(data, rows, box.height, box.width, box.channels).lo(0, box.y, box.x, box.c).hi(rows, height, width, channels);
      (add ? ops.addeq : ops.assign)(boxOf(target, to), boxOf(source, from));
    },
    poolBackward,
    sparseBackward,
    dualNorm,
  };
}
