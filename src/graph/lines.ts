import type { SingleConstantsTarget } from '../engine/anchored.js';
import type { Coefficients, Engine } from '../engine/engine.js';
import type { Constants as MapConstants, OutwardLines } from '../engine/outward.js';
import { required } from './context.js';
import type { Bounds } from './operator.js';
import type { RowBlock } from './row-block.js';
import { elementOf, type RowWindow, type UnitRows } from './row-window.js';
import { addUp, type SingleConstants } from './singles.js';

/** Lines and their uncertainty, one entry per element of a map. */
interface LineArrays<T extends Coefficients> {
  readonly lowerSlope: T;
  readonly lowerIntercept: T;
  readonly upperSlope: T;
  readonly upperIntercept: T;
  readonly uncertainty: T;
}

function lineArrays<T extends Coefficients>(allocate: (length: number) => T, size: number): LineArrays<T> {
  const array = () => allocate(size);
  return { lowerSlope: array(), lowerIntercept: array(), upperSlope: array(), upperIntercept: array(), uncertainty: array() };
}

/** Intercepts, and what they were made with. */
interface Outward extends OutwardLines {
  stale: boolean;
  constants: MapConstants | null;
  sums: Float64Array | null;
}

/** What rows are behind lines. */
interface Moved {
  readonly coefficients: Coefficients | null;
  readonly unit: UnitRows | null;
}

/** The lines of an elementwise map and their uncertainty. */
export class Lines implements LineArrays<Float64Array> {
  readonly lowerSlope: Float64Array;
  readonly lowerIntercept: Float64Array;
  readonly upperSlope: Float64Array;
  readonly upperIntercept: Float64Array;
  readonly uncertainty: Float64Array;
  private singles: LineArrays<Float32Array> | null = null;
  /** Whether the lines in singles hold the constants that the operator before them adds to rows. */
  haveConstants = false;
  /** Uncertainty of the lines in singles and of the last sum of coefficients over their values, made when it is first needed. */
  private summed: Float32Array | null = null;
  private summedStale = true;
  /** Intercepts in doubles that hold all that is unsure, made when they are first needed. */
  private outward: Outward | null = null;

  constructor(
    private readonly engine: Engine,
    size: number,
  ) {
    const arrays = lineArrays((length) => engine.allocate(length), size);
    this.lowerSlope = arrays.lowerSlope;
    this.lowerIntercept = arrays.lowerIntercept;
    this.upperSlope = arrays.upperSlope;
    this.upperIntercept = arrays.upperIntercept;
    this.uncertainty = arrays.uncertainty;
  }

  /**
   * The lines for rows in singles: of an input with these bounds, and of a value with the anchor `to`. `given`: what the lines in doubles may be off by
   * (null: nothing). `constants`: what the operator before them adds to rows, to be added by the lines (null: by itself).
   */
  prepareSingles(
    input: Bounds,
    to: Float64Array,
    biasGamma: number,
    given: Float64Array | null = null,
    constants: SingleConstants | null = null,
  ): void {
    this.singles ??= lineArrays((length) => this.engine.allocateSingles(length), this.lowerSlope.length);
    this.engine.singleLines(this, input, to, given, biasGamma, this.singles);
    if (constants !== null) this.engine.addConstants(this.singles, constants);
    this.haveConstants = constants !== null;
    this.summedStale = true;
  }

  /** To be called when the lines in doubles, or what is in the arrays that `applyOutward` is given, are others. */
  changed(): void {
    if (this.outward !== null) this.outward.stale = true;
  }

  /**
   * Takes for each element the lower line that is highest, and the upper line that is lowest, at a value of the input; the first where they tie. All are
   * lines for the same bounds, and each side of each is sound alone.
   */
  mix(candidates: readonly Lines[], values: Float64Array): void {
    for (let k = 0; k < values.length; k++) {
      const value = values[k] ?? NaN;
      let below = required(candidates, 0);
      let above = below;
      for (const next of candidates) {
        if (next.lowerAt(k, value) > below.lowerAt(k, value)) below = next;
        if (next.upperAt(k, value) < above.upperAt(k, value)) above = next;
      }
      this.take(k, below, above);
    }
  }

  /** Takes the lower line of element k from one, and its upper line from another set for the same bounds. */
  take(k: number, below: Lines, above: Lines): void {
    this.lowerSlope[k] = below.lowerSlope[k] ?? NaN;
    this.lowerIntercept[k] = below.lowerIntercept[k] ?? NaN;
    this.upperSlope[k] = above.upperSlope[k] ?? NaN;
    this.upperIntercept[k] = above.upperIntercept[k] ?? NaN;
    // Each covers both lines of its set.
    this.uncertainty[k] = Math.max(below.uncertainty[k] ?? NaN, above.uncertainty[k] ?? NaN);
  }

  /** The lower line of element k at x, rounded to nearest. */
  lowerAt(k: number, x: number): number {
    return (this.lowerSlope[k] ?? NaN) * x + (this.lowerIntercept[k] ?? NaN);
  }

  /** The upper line of element k at x, rounded to nearest. */
  upperAt(k: number, x: number): number {
    return (this.upperSlope[k] ?? NaN) * x + (this.upperIntercept[k] ?? NaN);
  }

  /** As `apply`, for rows in singles, and settles the window. */
  applySingles(block: RowBlock, window: RowWindow): Moved {
    if (!window.isUnsettled || this.singles === null) return this.apply(block, window);
    return this.apply(block, window, this.uncertaintyOfSums(this.singles, block, window.node));
  }

  private uncertaintyOfSums({ uncertainty }: LineArrays<Float32Array>, block: RowBlock, node: number): Float32Array {
    this.summed ??= this.engine.allocateSingles(uncertainty.length);
    if (this.summedStale) addUp(uncertainty, block.forkUncertainty(node), this.summed);
    this.summedStale = false;
    return this.summed;
  }

  /**
   * As `apply`, for rows in doubles, with nothing left unsure: what the lines, the last sum of coefficients over their values (`sums`, null: there is none) and the `constants` of the operator
   * before them are uncertain by is in the intercepts, and so are these constants. `engine/outward.ts`.
   */
  applyOutward(block: RowBlock, window: RowWindow, constants: MapConstants | null, sums: Float64Array | null, biasGamma: number): Moved {
    const { lowerSlope, upperSlope } = this;
    const { lower, upper } = this.outwardOf(constants, sums, biasGamma);
    const lines = { lowerSlope, lowerIntercept: lower, upperSlope, upperIntercept: upper, uncertainty: null };
    if (window.coefficients === null) return { coefficients: null, unit: applyUnit(lines, block, window) };
    block.engine.relax(window.place, window.coefficients, lowerSlope, lower, upperSlope, upper, null, block.bias, block.error);
    return { coefficients: window.coefficients, unit: null };
  }

  private outwardOf(constants: MapConstants | null, sums: Float64Array | null, biasGamma: number): OutwardLines {
    const array = () => this.engine.allocate(this.lowerSlope.length);
    const outward = (this.outward ??= { lower: array(), upper: array(), stale: true, constants, sums });
    if (outward.stale || outward.constants !== constants || outward.sums !== sums) {
      this.engine.outwardLines(this, constants, sums, biasGamma, outward);
      Object.assign(outward, { stale: false, constants, sums });
    }
    return outward;
  }

  /** Moves a window of coefficients from the output of the map to its input, in place; unit rows stay unit rows. */
  apply(block: RowBlock, window: RowWindow, uncertainty: Coefficients | null = null): Moved {
    const lines = block.single ? this.singles : this;
    if (lines === null) throw new Error('lines were not prepared for rows in singles');
    if (window.coefficients === null) return { coefficients: null, unit: applyUnit(lines, block, window) };
    const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = lines;
    const unsure = uncertainty ?? lines.uncertainty;
    const { coefficients } = window;
    block.engine.relax(window.place, coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, unsure, block.bias, block.error);
    return { coefficients: window.coefficients, unit: null };
  }
}

function applyUnit(
  lines: Omit<LineArrays<Coefficients>, 'uncertainty'> & { readonly uncertainty: Coefficients | null },
  block: RowBlock,
  window: RowWindow,
): UnitRows | null {
  const unit = window.unit;
  if (unit === null) return null;
  const { within, values } = unit;
  const { place } = window;
  const next = new Float64Array(values.length);
  for (let row = 0; row < place.rows; row++) {
    const value = values[row] ?? NaN;
    const at = elementOf(place, row, within[row] ?? NaN);
    const lower = value >= 0;
    addTo(block.bias, row, value * ((lower ? lines.lowerIntercept : lines.upperIntercept)[at] ?? NaN));
    if (lines.uncertainty !== null) addTo(block.error, row, Math.abs(value) * (lines.uncertainty[at] ?? NaN));
    const product = value * ((lower ? lines.lowerSlope : lines.upperSlope)[at] ?? NaN);
    next[row] = block.single ? Math.fround(product) : product;
  }
  return { within, values: next };
}

/** Adds the bias and the uncertainty of a linear map to the rows of a block; works on unit rows as well. */
export function accumulateConstants(block: RowBlock, window: RowWindow, { bias, uncertainty }: MapConstants | SingleConstantsTarget): void {
  if (window.coefficients !== null) {
    block.engine.accumulate(window.place, window.coefficients, bias, bias, uncertainty, block.bias, block.error);
    return;
  }
  if (window.unit === null) return;
  const { within, values } = window.unit;
  const { place } = window;
  for (let row = 0; row < place.rows; row++) {
    const value = values[row] ?? NaN;
    const at = elementOf(place, row, within[row] ?? NaN);
    addTo(block.bias, row, value * (bias[at] ?? NaN));
    addTo(block.error, row, Math.abs(value) * (uncertainty[at] ?? NaN));
  }
}

function addTo(array: Float64Array, index: number, value: number): void {
  array[index] = (array[index] ?? NaN) + value;
}
