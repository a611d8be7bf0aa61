import type { IntervalArrays } from '../activation.js';
import { chordSlope } from './curve.js';
import { gapOf, type Side } from './gap.js';
import type { SShape } from './s-shaped.js';

/** Intervals are taken in blocks of this many: what is computed of them stays in the first cache. */
export const BLOCK = 128;

// Slopes below this would only drag subnormal numbers through the kernels.
const NEGLIGIBLE_SLOPE = 1e-290;

/** One end of every interval, and what the function does there. */
export interface Ends {
  readonly x: Float64Array;
  readonly value: Float64Array;
  readonly slope: Float64Array;
}

/** Lines on one side of f, one for each interval: see gap.ts. */
interface SideLines {
  readonly slope: Float64Array;
  readonly gap: Float64Array;
}

/** Intervals of one kind, the values at their ends, their chords, and lines. */
export class IntervalBlock {
  count = 0;
  /** Where the intervals come from. */
  readonly element = new Int32Array(BLOCK);
  readonly lower: Ends = ends();
  readonly upper: Ends = ends();
  readonly chord = numbers();
  readonly below: SideLines = { slope: numbers(), gap: numbers() };
  readonly above: SideLines = { slope: numbers(), gap: numbers() };

  /** The end that side * f is concave towards, if it is anywhere. */
  near(side: Side): Ends {
    return side === 1 ? this.upper : this.lower;
  }

  far(side: Side): Ends {
    return side === 1 ? this.lower : this.upper;
  }

  linesOn(side: Side): SideLines {
    return side === 1 ? this.above : this.below;
  }

  /** Takes the ends of its intervals, values there, and slopes if they are asked for, and chords. */
  load(intervals: IntervalArrays, shape: Required<SShape>, withSlopes: boolean): void {
    const { count, element, lower, upper, chord } = this;
    const { steepest } = shape;
    for (let i = 0; i < count; i++) {
      const k = element[i] ?? 0;
      lower.x[i] = intervals.lower[k] ?? NaN;
      upper.x[i] = intervals.upper[k] ?? NaN;
    }
    for (const { x, value, slope } of [lower, upper]) {
      if (withSlopes) shape.valuesAndSlopes(x, count, value, slope);
      else shape.values(x, count, value);
    }
    for (let i = 0; i < count; i++)
      chord[i] = flush(chordSlope(lower.x[i] ?? NaN, lower.value[i] ?? NaN, upper.x[i] ?? NaN, upper.value[i] ?? NaN, 0, steepest));
  }

  /** Chords where side * f is convex: they need something at the ends alone. */
  chords(side: Side, shape: SShape): void {
    const { count, lower, upper, chord } = this;
    const { slope, gap } = this.linesOn(side);
    for (let i = 0; i < count; i++) {
      const line = chord[i] ?? NaN;
      slope[i] = line;
      gap[i] = Math.max(
        endGap(shape, side, line, lower.x[i] ?? NaN, lower.value[i] ?? NaN),
        endGap(shape, side, line, upper.x[i] ?? NaN, upper.value[i] ?? NaN),
      );
    }
  }
}

function ends(): Ends {
  return { x: numbers(), value: numbers(), slope: numbers() };
}

/** One number for every interval. */
export function numbers(): Float64Array {
  return new Float64Array(BLOCK);
}

/** A slope just above f'(d), which is about `slope`: towards the flat end, where the interval may be long, the line then leaves the curve for certain. */
export function steeper(shape: SShape, d: number, slope: number): number {
  return flush(slope + 2 * shape.slopeError(d, slope));
}

/** What a line needs at an end: see {@link gapOf}. */
export function endGap(shape: SShape, side: Side, slope: number, x: number, value: number): number {
  return gapOf(side, value, shape.valueError(x, value), slope, x);
}

function flush(slope: number): number {
  return slope < NEGLIGIBLE_SLOPE ? 0 : slope;
}
