import type { SCurve } from '../../engine/s-shaped.js';
import type { Interval, IntervalArrays, LineArrays, LineEngine, Relaxation } from '../activation.js';
import { increasingLower, increasingRange, increasingUpper, midpoint, storeLines } from './curve.js';
import { concaveGap, type Side } from './gap.js';
import { BLOCK, IntervalBlock, numbers, steeper } from './interval-block.js';
import type { SShape } from './s-shaped.js';
import { Straddling } from './straddling.js';
import { TouchingPoints } from './touching-points.js';

/**
 * Ranges and lines of an s-shaped function, in loops that do one thin thing each over a block of intervals of one kind: what is decided, and handed from function
 * to function, for one interval after the other costs more than the mathematics.
 */
export class SShapedLines {
  private readonly touching: TouchingPoints;
  private readonly straddling: Straddling;
  /** Intervals with 0 inside; without, where f is convex, or concave; and 0 itself. */
  private readonly around = new IntervalBlock();
  private readonly convex = new IntervalBlock();
  private readonly concave = new IntervalBlock();
  private readonly zero = new IntervalBlock();
  private readonly middle = numbers();
  private readonly value = numbers();
  private readonly tangent = numbers();
  private readonly line = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
  /** The function as engines know it. */
  private readonly curve: SCurve | null;

  constructor(private readonly shape: Required<SShape>) {
    const { known, infimum, supremum, steepest } = shape;
    this.curve = known && { ...known, infimum, supremum, steepest };
    this.touching = new TouchingPoints(shape);
    this.straddling = new Straddling(shape, this.touching);
  }

  range(lower: number, upper: number, out: Interval): void {
    const { shape } = this;
    increasingRange(shape, lower, upper, shape.infimum, shape.supremum, out);
  }

  /** See `Activation.relaxAll`. */
  relaxAll(
    intervals: IntervalArrays,
    relaxation: Relaxation,
    ranges: IntervalArrays | null,
    lines: LineArrays,
    adaptive: LineArrays | null,
    engine: LineEngine | null,
  ): void {
    const { around, convex, concave, zero } = this;
    const { lower, upper } = intervals;
    const area = relaxation === 'area';
    const given = area && ranges === null ? adaptive : null;
    if (given !== null) copyLines(given, lines);
    const { curve, touching } = this;
    // How many intervals the engine leaves, which are those whose lower line has no slope; null: it does not know the function.
    const left = engine && curve && engine.sShapedLines({ curve, intervals, touching, area, areKnown: given !== null, ranges, lines });
    if (left === 0) return;
    const { lowerSlope } = lines;
    for (let k = 0; k < lower.length; k++) {
      if (left !== null && !Number.isNaN(lowerSlope[k])) continue;
      const low = lower[k] ?? NaN;
      const high = upper[k] ?? NaN;
      const block = low >= 0 ? (high <= 0 ? zero : concave) : high <= 0 ? convex : around;
      if (left === null && given !== null && (block !== around || this.keeps(low, high))) continue;
      block.element[block.count++] = k;
      if (block.count === BLOCK) this.finish(block, intervals, area, ranges, lines);
    }
    for (const block of [around, convex, concave, zero]) this.finish(block, intervals, area, ranges, lines);
  }

  /** Whether `area` has the lines of `adaptive` for certain, on an interval around 0: the middle is not beyond the point of contact. */
  private keeps(low: number, high: number): boolean {
    const middle = midpoint(low, high);
    return middle >= 0 ? middle <= this.touching.at(-low) : -middle <= this.touching.at(high);
  }

  private finish(block: IntervalBlock, intervals: IntervalArrays, area: boolean, ranges: IntervalArrays | null, lines: LineArrays): void {
    if (block.count === 0) return;
    const { shape } = this;
    block.load(intervals, shape, block === this.around);
    if (ranges !== null) this.storeRanges(block, ranges);
    for (const side of [-1, 1] as const) {
      if (block === this.around) this.straddling.relax(block, side, area);
      else if (block === (side === 1 ? this.concave : this.convex)) this.tangents(block, side);
      else block.chords(side, shape);
    }
    this.store(block, lines);
    block.count = 0;
  }

  /** Tangents at the middle, where side * f is concave. */
  private tangents(block: IntervalBlock, side: Side): void {
    const { shape, middle, value, tangent } = this;
    const { count, lower, upper } = block;
    const { slope, gap } = block.linesOn(side);
    for (let i = 0; i < count; i++) middle[i] = midpoint(lower.x[i] ?? NaN, upper.x[i] ?? NaN);
    shape.valuesAndSlopes(middle, count, value, tangent);
    for (let i = 0; i < count; i++) slope[i] = steeper(shape, middle[i] ?? NaN, tangent[i] ?? NaN);
    for (let i = 0; i < count; i++)
      gap[i] = concaveGap(
        shape,
        side,
        slope[i] ?? NaN,
        middle[i] ?? NaN,
        value[i] ?? NaN,
        tangent[i] ?? NaN,
        lower.x[i] ?? NaN,
        upper.x[i] ?? NaN,
      );
  }

  private storeRanges({ count, element, lower, upper }: IntervalBlock, ranges: IntervalArrays): void {
    const { shape } = this;
    const { infimum, supremum } = shape;
    for (let i = 0; i < count; i++) {
      const k = element[i] ?? 0;
      ranges.lower[k] = increasingLower(shape, infimum, lower.x[i] ?? NaN, lower.value[i] ?? NaN);
      ranges.upper[k] = increasingUpper(shape, supremum, upper.x[i] ?? NaN, upper.value[i] ?? NaN);
    }
  }

  private store(block: IntervalBlock, lines: LineArrays): void {
    const { count, element, below, above } = block;
    for (let i = 0; i < count; i++) {
      const k = element[i] ?? 0;
      const lowerSlope = below.slope[i] ?? NaN;
      const lowerGap = below.gap[i] ?? NaN;
      const upperSlope = above.slope[i] ?? NaN;
      const upperGap = above.gap[i] ?? NaN;
      lines.lowerSlope[k] = lowerSlope;
      lines.lowerIntercept[k] = 0 - lowerGap;
      lines.upperSlope[k] = upperSlope;
      lines.upperIntercept[k] = upperGap;
      if (!Number.isFinite(lowerSlope + lowerGap + upperSlope + upperGap)) this.storeOverflowed(block, i, lines);
    }
  }

  private storeOverflowed({ element, lower, upper, below, above }: IntervalBlock, i: number, lines: LineArrays): void {
    const { line } = this;
    const at = (array: Float64Array) => array[i] ?? NaN;
    storeLines(this, at(lower.x), at(upper.x), at(below.slope), at(below.gap), at(above.slope), at(above.gap), line);
    const k = element[i] ?? 0;
    lines.lowerSlope[k] = line.lowerSlope;
    lines.lowerIntercept[k] = line.lowerIntercept;
    lines.upperSlope[k] = line.upperSlope;
    lines.upperIntercept[k] = line.upperIntercept;
  }
}

function copyLines(from: LineArrays, to: LineArrays): void {
  to.lowerSlope.set(from.lowerSlope);
  to.lowerIntercept.set(from.lowerIntercept);
  to.upperSlope.set(from.upperSlope);
  to.upperIntercept.set(from.upperIntercept);
}
