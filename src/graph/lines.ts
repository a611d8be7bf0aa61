import type { Coefficients, Engine } from '../engine/engine.js';
import { required } from './context.js';
import type { Bounds } from './operator.js';
import type { RowBlock } from './row-block.js';
import type { RowWindow, UnitRows } from './row-window.js';
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
  /** Uncertainty of the lines and of the last sum of coefficients over their values, each made when it is first needed. */
  private readonly summed: Summed<Float64Array> = { uncertainty: null, stale: true };
  private readonly summedSingles: Summed<Float32Array> = { uncertainty: null, stale: true };

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
    this.summedSingles.stale = true;
  }

  /** To be called when the lines in doubles, or the bounds of the values, are others. */
  changed(): void {
    this.summed.stale = true;
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

  /** As `apply`, and settles the window. */
  applySummed(block: RowBlock, window: RowWindow): { coefficients: Coefficients | null; unit: UnitRows | null } {
    if (!window.isUnsettled) return this.apply(block, window);
    return this.apply(block, window, this.uncertaintyOfSums(block, window.node));
  }

  private uncertaintyOfSums(block: RowBlock, node: number): Coefficients {
    const fork = block.forkUncertainty(node);
    const { length } = fork;
    if (block.single && this.singles !== null) {
      return upToDate(this.summedSingles, () => this.engine.allocateSingles(length), this.singles.uncertainty, fork);
    }
    return upToDate(this.summed, () => this.engine.allocate(length), this.uncertainty, fork);
  }

  /** Moves a window of coefficients from the output of the map to its input, in place; unit rows stay unit rows. */
  apply(
    block: RowBlock,
    window: RowWindow,
    uncertainty: Coefficients | null = null,
  ): { coefficients: Coefficients | null; unit: UnitRows | null } {
    const lines = block.single ? this.singles : this;
    if (lines === null) throw new Error('lines were not prepared for rows in singles');
    if (window.coefficients === null) return { coefficients: null, unit: applyUnit(lines, block, window) };
    const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = lines;
    const maps = [lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty ?? lines.uncertainty] as const;
    block.engine.relax(window.place, window.coefficients, ...maps, block.bias, block.error);
    return { coefficients: window.coefficients, unit: null };
  }
}

/** The sum of two uncertainties, kept until it is stale. */
interface Summed<T extends Coefficients> {
  uncertainty: T | null;
  stale: boolean;
}

function upToDate<T extends Coefficients>(kept: Summed<T>, allocate: () => T, lines: T, fork: Coefficients): T {
  const sum = (kept.uncertainty ??= allocate());
  if (kept.stale) addUp(lines, fork, sum);
  kept.stale = false;
  return sum;
}

function applyUnit(lines: LineArrays<Coefficients>, block: RowBlock, window: RowWindow): UnitRows | null {
  const unit = window.unit;
  if (unit === null) return null;
  const { channels, values } = unit;
  const { offsets, rows } = window.place;
  const next = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    const value = values[row] ?? NaN;
    const at = (offsets[row] ?? NaN) + (channels[row] ?? NaN);
    const lower = value >= 0;
    addTo(block.bias, row, value * ((lower ? lines.lowerIntercept : lines.upperIntercept)[at] ?? NaN));
    addTo(block.error, row, Math.abs(value) * (lines.uncertainty[at] ?? NaN));
    const product = value * ((lower ? lines.lowerSlope : lines.upperSlope)[at] ?? NaN);
    next[row] = block.single ? Math.fround(product) : product;
  }
  return { channels, values: next };
}

/** Constants that a map without lines adds to the rows. */
export interface MapConstants {
  readonly bias: Coefficients;
  readonly uncertainty: Coefficients;
}

/** Adds the bias and the uncertainty of a linear map to the rows of a block; works on unit rows as well. */
export function accumulateConstants(block: RowBlock, window: RowWindow, { bias, uncertainty }: MapConstants): void {
  if (window.coefficients !== null) {
    block.engine.accumulate(window.place, window.coefficients, bias, bias, uncertainty, block.bias, block.error);
    return;
  }
  if (window.unit === null) return;
  const { channels, values } = window.unit;
  const { offsets, rows } = window.place;
  for (let row = 0; row < rows; row++) {
    const value = values[row] ?? NaN;
    const at = (offsets[row] ?? NaN) + (channels[row] ?? NaN);
    addTo(block.bias, row, value * (bias[at] ?? NaN));
    addTo(block.error, row, Math.abs(value) * (uncertainty[at] ?? NaN));
  }
}

function addTo(array: Float64Array, index: number, value: number): void {
  array[index] = (array[index] ?? NaN) + value;
}
