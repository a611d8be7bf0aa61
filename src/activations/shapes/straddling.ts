import { midpoint, tangentPoint } from './curve.js';
import { concaveGap, type Side } from './gap.js';
import { BLOCK, endGap, type IntervalBlock, numbers, steeper } from './interval-block.js';
import type { SShape } from './s-shaped.js';
import type { TouchingPoints } from './touching-points.js';

/** Lines of an s-shaped function on intervals with 0 inside: a chord that touches at the near end, or a tangent. */
export class Straddling {
  private readonly touching = numbers();
  /** Where lines touch: the place of the interval in the block, the point, and what the curve gives there. From the start what is to be evaluated, from the end what is known. */
  private readonly owner = new Int32Array(BLOCK);
  private readonly point = numbers();
  private readonly value = numbers();
  private readonly tangent = numbers();
  /** The points in [open, known) are unused. */
  private open = 0;
  private known = BLOCK;

  constructor(
    private readonly shape: Required<SShape>,
    private readonly table: TouchingPoints,
  ) {}

  /**
   * The lines on one side of f between the far and the near ends: side * f is concave towards `near` (side * x >= 0) and convex towards `far`. The curve decides
   * the slopes; whatever they are, the gaps cover the far endpoint and, by a tangent, the concave part.
   */
  relax(block: IntervalBlock, side: Side, area: boolean): void {
    const { shape, point } = this;
    this.touch(block, side);
    this.choose(block, side, area);
    shape.valuesAndSlopes(point, this.open, this.value, this.tangent);
    const { slope } = block.linesOn(side);
    for (let j = 0; j < this.open; j++) slope[this.owner[j] ?? 0] = steeper(shape, point[j] ?? NaN, this.tangent[j] ?? NaN);
    this.farGaps(block, side);
    this.gaps(block, side, 0, this.open);
    this.gaps(block, side, this.known, BLOCK);
  }

  /** Where tangents through the far endpoints touch, or chords at the near ones. */
  private touch(block: IntervalBlock, side: Side): void {
    const { touching, table } = this;
    const { count, chord } = block;
    const { x: near, slope: atNear } = block.near(side);
    const far = block.far(side).x;
    for (let i = 0; i < count; i++) touching[i] = table.at(Math.abs(far[i] ?? NaN));
    for (let i = 0; i < count; i++) {
      const nearX = near[i] ?? NaN;
      const known = touching[i] ?? NaN;
      if ((atNear[i] ?? NaN) >= (chord[i] ?? NaN)) touching[i] = nearX;
      else if (Number.isNaN(known)) this.search(block, side, i);
      else touching[i] = side * Math.min(Math.max(known, 0), Math.abs(nearX));
    }
  }

  private search(block: IntervalBlock, side: Side, i: number): void {
    const { shape } = this;
    const near = block.near(side).x[i] ?? NaN;
    const far = block.far(side).x[i] ?? NaN;
    const atFar = block.far(side).value[i] ?? NaN;
    // By symmetry the tangent point lies nearer to 0 than the far endpoint.
    const start = side * Math.min(Math.abs(near), Math.abs(far));
    const inverse = (slope: number) => side * shape.slopeInverse(slope);
    this.touching[i] = tangentPoint(shape, inverse, far, atFar, start, Math.min(0, near), Math.max(0, near));
  }

  /** Chooses where lines touch; those that touch at the near end are chords. */
  private choose(block: IntervalBlock, side: Side, area: boolean): void {
    const { touching, owner, point, value, tangent } = this;
    const { count, chord } = block;
    const near = block.near(side);
    const { slope } = block.linesOn(side);
    let open = 0;
    let known = BLOCK;
    for (let i = 0; i < count; i++) {
      const nearX = near.x[i] ?? NaN;
      const slopeAtNear = near.slope[i] ?? NaN;
      const chordOf = chord[i] ?? NaN;
      let d = touching[i] ?? NaN;
      if (area) {
        // The supporting line of the envelope at the middle has the least area; it leaves the far endpoint where the middle is beyond the tangent point.
        const middle = midpoint(block.lower.x[i] ?? NaN, block.upper.x[i] ?? NaN);
        if (side * middle > side * d) d = middle;
      }
      if (d === nearX) {
        known--;
        owner[known] = i;
        point[known] = d;
        value[known] = near.value[i] ?? NaN;
        tangent[known] = slopeAtNear;
        slope[i] = chordOf;
      } else {
        owner[open] = i;
        point[open] = d;
        open++;
      }
    }
    this.open = open;
    this.known = known;
  }

  /** What lines need at the far ends. */
  private farGaps(block: IntervalBlock, side: Side): void {
    const { shape } = this;
    const { x, value } = block.far(side);
    const { slope, gap } = block.linesOn(side);
    for (let i = 0; i < block.count; i++) gap[i] = endGap(shape, side, slope[i] ?? NaN, x[i] ?? NaN, value[i] ?? NaN);
  }

  /** What the lines that touch at the points in [from, to) need over the concave part, too. */
  private gaps(block: IntervalBlock, side: Side, from: number, to: number): void {
    const { shape, owner, point, value, tangent } = this;
    const near = block.near(side).x;
    const { slope, gap } = block.linesOn(side);
    for (let j = from; j < to; j++) {
      const i = owner[j] ?? 0;
      const line = slope[i] ?? NaN;
      const end = near[i] ?? NaN;
      const concave = concaveGap(
        shape,
        side,
        line,
        point[j] ?? NaN,
        value[j] ?? NaN,
        tangent[j] ?? NaN,
        Math.min(0, end),
        Math.max(0, end),
      );
      gap[i] = Math.max(gap[i] ?? NaN, concave);
    }
  }
}
