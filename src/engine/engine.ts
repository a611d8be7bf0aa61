import type { Anchored, SingleConstantsTarget, SingleLinesTarget, SingleMapError } from './anchored.js';
import type { CentreForm, LinearBoundsTarget, LinearError } from './interval.js';
import type { Constants, OutwardLines, UncertainLines } from './outward.js';
import type { ReluChoice } from './relu.js';
import type { SShapedLines } from './s-shaped.js';
import type { Box, Coefficients, ConvShape, ConvStep, ConvWeights, Placement, PoolShape, SparseRows } from './shapes.js';

/**
 * The narrow interface between bound propagation and numerics. An engine knows no operators and no ONNX: it moves blocks of rows of
 * coefficients through linear maps and elementwise lines, and bounds the values of the commonest maps from intervals.
 *
 * Layout, everywhere: a map is channels last, `[y][x][c]`, without padding between channels. A *block* is `rows` windows of the
 * same size, `[row][wy][wx][c]`, contiguous. Where a block meets a map (slopes, bounds, biases) each row has its own place in the
 * map: `offsets[row]` is the element index of its window's first element, and lines of the window are `stride` elements apart.
 * All arrays come from `allocate` or `take` of the same engine. Arrays handed to a kernel never overlap unless stated.
 * Blocks hold doubles or singles (`Coefficients`), and so do the constants that a block meets: all of one kernel call have the same type, but
 * the rows' bias and error sums are doubles always. Fused multiply-add is allowed, and so is any order of
 * summation (rounding.ts), but that rows' sums keep to `Engine.sumTerms`, and singles to precision.ts.
 */

export type { Box, Coefficients, ConvShape, ConvStep, ConvWeights, Placement, PoolShape, SparseRows } from './shapes.js';

/** What bound propagation asks of numerics; the head of this file says what holds for all kernels. */
export interface Engine {
  readonly name: string;

  /** A zeroed array that lives as long as the engine. 16-byte aligned, with at least 8 spare elements behind it. */
  allocate(length: number): Float64Array;
  /** The same, of int32. */
  allocateIndices(length: number): Int32Array;
  /** The same, of singles. */
  allocateSingles(length: number): Float32Array;
  /** Sets every element to zero (`fill` is slow on shared memory). */
  clear(array: Coefficients): void;
  /** Scratch memory: like `allocate` but not zeroed; comes from a pool. */
  take(length: number): Float64Array;
  /** The same, of singles. */
  takeSingles(length: number): Float32Array;
  /** Gives back what `take` or `takeSingles` returned (the identical object). */
  give(buffer: Coefficients): void;

  /** Copies and packs filters `[outChannel][ky][kx][inChannel / groups]`. An array of `allocate` need not be copied: it must not change any more. */
  packConv(shape: ConvShape, filters: ArrayLike<number>): ConvWeights;

  /**
   * Backward step (transposed convolution): for every row,
   * `input[iy][ix][ci] = sum over taps and co of output[oy][ox][co] * filter[co][ky][kx][ci]`. Overwrites `input` completely.
   * Singles: the weights are rounded to nearest. May write up to 7 elements past the end of `input`'s rows * inHeight * inWidth * inChannels (its spare elements).
   */
  convBackward(weights: ConvWeights, step: ConvStep, rows: number, output: Coefficients, input: Coefficients): void;

  /**
   * The first step of rows that are `values[row]` times the unit vector of element `elements[row]` = `(y * outWidth + x) * outChannels + channel` of the output
   * window: overwrites `input` with the filter times the value (0 where no tap reaches).
   */
  convSeed(weights: ConvWeights, step: ConvStep, rows: number, elements: Int32Array, values: Coefficients, input: Coefficients): void;

  /**
   * Whole-map forward convolution of `rows` maps, `[row][y][x][c]`: with `absolute`, filters enter as absolute values. No bias.
   * `step` holds the whole output and input sizes; offsetY = padTop, offsetX = padLeft. Overwrites `output`.
   */
  convForward(weights: ConvWeights, step: ConvStep, rows: number, absolute: boolean, input: Float64Array, output: Float64Array): void;

  /**
   * For windows of at most `height` lines of at most `run` elements: most roundings of doubles that a term of `relax`, `accumulate` or `subtractReach` goes through, its product among them, before the
   * sum of its window is added, at once, to what the row has. If it is too small, bounds are wrong.
   */
  sumTerms(height: number, run: number): number;

  /**
   * Elementwise lines, lower bound: for every coefficient a at map element k,
   * `bias[row] += a * (a >= 0 ? lowerIntercept[k] : upperIntercept[k])`, `error[row] += |a| * uncertainty[k]` (doubles only: null, not at all), and then
   * `a *= (a >= 0 ? lowerSlope[k] : upperSlope[k])` in place.
   */
  relax(
    place: Placement,
    coefficients: Coefficients,
    lowerSlope: Coefficients,
    lowerIntercept: Coefficients,
    upperSlope: Coefficients,
    upperIntercept: Coefficients,
    uncertainty: Coefficients | null,
    bias: Float64Array,
    error: Float64Array,
  ): void;

  /** The same sums without slopes, coefficients unchanged: `bias[row] += a * (a >= 0 ? lower[k] : upper[k])`, `error[row] += |a| * uncertainty[k]`. */
  accumulate(
    place: Placement,
    coefficients: Coefficients,
    lower: Coefficients,
    upper: Coefficients,
    uncertainty: Coefficients | null,
    bias: Float64Array,
    error: Float64Array,
  ): void;

  /**
   * A lower bound of rows in singles over a box, seen from its anchors: for every coefficient a at map element k, `bias[row] -= |a| * reach[k]`,
   * `error[row] += factor * |a| * reach[k]`.
   */
  subtractReach(
    place: Placement,
    coefficients: Float32Array,
    reach: Float32Array,
    factor: number,
    bias: Float64Array,
    error: Float64Array,
  ): void;

  /**
   * Copies (`add` false) or adds (`add` true) a box of `height x width x channels` elements from windows `source` to windows
   * `target`, for every row. Nothing outside the target box is touched.
   */
  addBox(
    rows: number,
    height: number,
    width: number,
    channels: number,
    source: Coefficients,
    from: Box,
    target: Coefficients,
    to: Box,
    add: boolean,
  ): void;

  /**
   * Backward step through per-position weights, sign dependent: `input[iy][ix][c] = sum over taps of a * w` with a =
   * output[oy][ox][c], w = (a >= 0 ? lowerWeights : upperWeights)[tap][map element of (oy, ox, c)]; taps ordered [ky][kx], each a
   * whole output map of `mapSize` elements; `place` tells where each row's output window lies in that map. Overwrites `input`
   * completely.
   */
  poolBackward(
    shape: PoolShape,
    step: ConvStep,
    place: Placement,
    mapSize: number,
    output: Coefficients,
    lowerWeights: Coefficients,
    upperWeights: Coefficients,
    input: Coefficients,
  ): void;

  /**
   * Backward step through a sparse matrix: `input[indices[e]] += a * weights[e]` for all entries e of output element k. `place`
   * tells where each row's output window lies; `input` holds whole maps of `inputSize` elements and is overwritten completely.
   */
  sparseBackward(sparse: SparseRows, place: Placement, output: Coefficients, inputSize: number, input: Coefficients): void;

  /**
   * Centre (any double near the middle), radius >= half width around it and magnitude >= |x|, for each interval. This and what follows: doubles only, one element of
   * each array after the other, and the same bits on all engines.
   */
  centreForm(lower: Float64Array, upper: Float64Array, centre: Float64Array, radius: Float64Array, magnitude: Float64Array): void;

  /** A double near the middle of each interval. */
  middles(lower: Float64Array, upper: Float64Array, target: Float64Array): void;

  /** `scale` times max(|lower|, |upper|), rounded up: the uncertainty of one more rounding of a coefficient. */
  magnitudeTimes(lower: Float64Array, upper: Float64Array, scale: number, target: Float64Array): void;

  /** Bounds of W x + b, and the uncertainty of a backward step, from the images of a centre form (`interval.ts`). */
  linearBounds(image: CentreForm, bias: Float64Array, biasError: Float64Array | null, error: LinearError, out: LinearBoundsTarget): void;

  /** Sum of max(|lower|, |upper|) to nearest, even and odd elements apart; NaN unless all are finite intervals. */
  sumOfMagnitudes(lower: Float64Array, upper: Float64Array): number;

  /** Values of max(x, 0) for each interval. */
  reluRange(lower: Float64Array, upper: Float64Array, least: Float64Array, most: Float64Array): void;

  /** Lines of max(x, 0) for each interval, and their uncertainty (`relu.ts`). */
  reluLines(lower: Float64Array, upper: Float64Array, choice: ReluChoice, biasGamma: number, out: LinesTarget): void;

  /** Lines of an s-shaped function for those intervals that the engine takes (`s-shaped.ts`); returns how many it leaves, whose lower lines get the slope NaN. */
  sShapedLines(request: SShapedLines): number;

  /** Of each pair of lines, for each interval, what a backward step is uncertain by: `lineUncertainty` of `relu.ts`, to `lines.uncertainty`; the same bits. */
  lineUncertainties(lower: Float64Array, upper: Float64Array, biasGamma: number, lines: LinesTarget): void;

  /** Intercepts of lines that hold all that is unsure about them (`outward.ts`). */
  outwardLines(lines: UncertainLines, constants: Constants | null, sums: Float64Array | null, biasGamma: number, out: OutwardLines): void;

  /** The centre form of intervals around their anchors (`anchored.ts`); same bits, too, as what follows. */
  anchorForm(input: Anchored, centre: Float64Array, radius: Float64Array, magnitude: Float64Array): void;

  /** What W x + b adds to rows in singles, from the images of a centre form around the anchors of x; `to`: those of the result. */
  singleConstants(
    image: CentreForm,
    bias: Float64Array,
    biasError: Float64Array | null,
    to: Float64Array,
    error: SingleMapError,
    out: SingleConstantsTarget,
  ): void;

  /** Lines for rows in singles: of an input with these bounds, for values with the anchors `to`; `given`: what the lines in doubles may be off by (null: nothing). */
  singleLines(
    lines: Omit<LinesTarget, 'uncertainty'>,
    input: Anchored,
    to: Float64Array,
    given: Float64Array | null,
    biasGamma: number,
    out: SingleLinesTarget,
  ): void;

  /** How far intervals reach from their anchors, times a factor, rounded up to singles. */
  singleReach(box: Anchored, factor: number, reach: Float32Array): void;

  /** The sum of how far they reach, to nearest, even and odd elements apart. */
  sumOfReaches(box: Anchored): number;

  /** What moving a row to the anchors loses per unit of a coefficient in doubles: a rounded term of the bias, and the rounding of the coefficient to a single. */
  movingUncertainties(box: Anchored, biasGamma: number, uncertainty: Float64Array): void;

  /** The sum of the magnitudes of constants and of what is unsure about them, in doubles, even and odd elements apart; `bias` may be longer. */
  sumOfConstants(bias: Coefficients, uncertainty: Coefficients): number;

  /** Lines in singles that add what the linear map before them adds to rows. */
  addConstants(lines: SingleLinesTarget, constants: SingleConstantsTarget): void;

  /** Rounds coefficients to singles. May write up to 3 elements past the end of `singles` (its spare elements). */
  demote(coefficients: Float64Array, singles: Float32Array): void;

  /**
   * Of runs of `channels` elements, one from each of `starts` on: lists those with lower < 0 < upper in `elements`, and in `counts` how many are in the list before each
   * run, and, one entry more, in all. Returns that. May write one element past those that it lists.
   */
  openElements(
    starts: Int32Array,
    channels: number,
    lower: Float64Array,
    upper: Float64Array,
    elements: Int32Array,
    counts: Int32Array,
  ): number;

  /** Drops rows of `run` coefficients: row i becomes row `kept[i]`, the first `count` of which ascend; what is behind them is left as it happens to be. */
  keepRows(coefficients: Coefficients, run: number, kept: Int32Array, count: number): void;

  /** In doubles, whatever coefficients are: `sums[row] += sum of (a * weight[k])^2` (l2) or `sums[row] = max(sums[row], max |a * weight[k]|)` (l1's dual, linf). */
  dualNorm(place: Placement, coefficients: Coefficients, weight: Float64Array, kind: 'l2' | 'max', sums: Float64Array): void;
}

/** Arrays that lines are written to, one entry per element of a map. */
export interface LinesTarget {
  readonly lowerSlope: Float64Array;
  readonly lowerIntercept: Float64Array;
  readonly upperSlope: Float64Array;
  readonly upperIntercept: Float64Array;
  readonly uncertainty: Float64Array;
}
