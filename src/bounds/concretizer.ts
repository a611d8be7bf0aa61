import type { Coefficients, Placement } from '../engine/engine.js';
import { SLACK } from '../engine/interval.js';
import { ETA, gamma, UNIT } from '../engine/rounding.js';
import type { Program } from '../graph/program.js';
import { boxDual } from './box-dual.js';
import type { Ball, Region } from './region.js';

/**
 * Ends rows at the input: the minimum of a . x over the region, by the dual norm (CNN-Cert, eq. (9)), by the box, or, for an l1 or
 * l2 ball cut by a box, by the better of the closed form without the box, the box alone and the one-dimensional dual of both.
 */
export class Concretizer {
  private readonly centre: Float64Array;
  private readonly weights: Float64Array;
  /** What rows end with, with the rounding of their sums: the box, or, of a ball, its centre. */
  private readonly below: Float64Array;
  private readonly above: Float64Array;
  private region: Region | null = null;
  /** What the ball takes off each row. */
  private deviations = new Float64Array(0);

  constructor(private readonly program: Program) {
    const { engine } = program;
    const size = program.size(0);
    this.centre = engine.allocate(size);
    this.weights = engine.allocate(size);
    this.below = engine.allocate(size);
    this.above = engine.allocate(size);
  }

  /** Takes a region over; its box becomes the bounds of the input node. */
  load(region: Region, biasGamma: number): void {
    this.region = region;
    const input = this.program.boundsOf(0);
    const { lower, upper, anchor } = input;
    lower.set(region.lower);
    upper.set(region.upper);
    input.ball = region.ball === null ? null : { ...region.ball, isCut: region.boxBinds };
    const { ball } = region;
    this.widen(region, biasGamma);
    if (ball === null) {
      this.program.engine.middles(lower, upper, anchor);
      return;
    }
    anchor.set(ball.centre);
    this.centre.set(ball.centre);
    if (ball.weights === null) this.weights.fill(1);
    else this.weights.set(ball.weights);
  }

  /** The ends of the box, or the centre, with the share of an element in the rounding of a row's sum: `biasGamma` of its largest magnitude, and a little more for its own. */
  private widen({ lower, upper, ball }: Region, biasGamma: number): void {
    const { below, above } = this;
    const factor = (biasGamma * (1 + 2 * biasGamma) + 4 * UNIT) * SLACK;
    for (let k = 0; k < below.length; k++) {
      const low = lower[k] ?? NaN;
      const high = upper[k] ?? NaN;
      const magnitude = Math.max(Math.abs(low), Math.abs(high));
      const charge = magnitude === 0 ? 0 : magnitude * factor + ETA;
      below[k] = (ball?.centre[k] ?? low) - charge;
      above[k] = (ball?.centre[k] ?? high) + charge;
    }
  }

  /** Whether the region is its box. */
  get isBox(): boolean {
    return this.region?.ball === null;
  }

  /** Adds a lower bound of coefficients . x to the bias of every row, and its rounding to the error; singles, in a ball: of coefficients . (x - anchor). */
  apply(place: Placement, coefficients: Coefficients, bias: Float64Array, error: Float64Array): void {
    const region = this.region;
    if (region === null) throw new Error('no region loaded');
    const { engine } = this.program;
    const { below, above } = this;
    if (region.ball === null) {
      if (coefficients instanceof Float32Array) throw new Error('a box seen from the anchor is that of the input node');
      engine.accumulate(place, coefficients, below, above, null, bias, error);
      return;
    }
    this.ballTerms(place, coefficients, region.ball);
    const { deviations } = this;
    if (region.boxBinds) {
      for (let row = 0; row < place.rows; row++) {
        deviations[row] = Math.max(deviations[row] ?? NaN, this.boxTerm(place, coefficients, row, region.ball));
      }
    }
    if (coefficients instanceof Float64Array) engine.accumulate(place, coefficients, below, above, null, bias, error);
    for (let row = 0; row < place.rows; row++) bias[row] = (bias[row] ?? NaN) + (deviations[row] ?? NaN);
  }

  /** -epsilon |a w|_q per row, rounded down, to `deviations`. */
  private ballTerms(place: Placement, coefficients: Coefficients, ball: Ball): void {
    const { engine } = this.program;
    const { rows } = place;
    if (this.deviations.length < rows) this.deviations = new Float64Array(rows);
    const sums = engine.take(rows);
    sums.fill(0);
    engine.dualNorm(place, coefficients, this.weights, ball.norm === 'l2' ? 'l2' : 'max', sums);
    const size = place.height * place.run;
    const growth = 1 + 2 * gamma(size + 8);
    for (let row = 0; row < rows; row++) {
      const sum = sums[row] ?? NaN;
      const norm = ball.norm === 'l2' ? Math.sqrt(sum * growth + size * ETA * 4) : sum + ETA;
      this.deviations[row] = -ball.epsilon * norm * (1 + 16 * UNIT) * SLACK;
    }
    engine.give(sums);
  }

  private boxTerm(place: Placement, coefficients: Coefficients, row: number, ball: Ball): number {
    const { lower, upper } = this.program.boundsOf(0);
    const size = place.height * place.run;
    const index = (k: number) => (place.offsets[row] ?? NaN) + Math.floor(k / place.run) * place.stride + (k % place.run);
    const part = (make: (k: number) => number) => Float64Array.from({ length: size }, (_, k) => make(k));
    return boxDual({
      kind: ball.norm === 'l2' ? 2 : 1,
      epsilon: ball.epsilon,
      coefficients: Float64Array.from(coefficients.subarray(row * size, (row + 1) * size)),
      lower: part((k) => Math.min(outwardDifference(lower, this.centre, index(k), -1), 0)),
      upper: part((k) => Math.max(outwardDifference(upper, this.centre, index(k), 1), 0)),
      weights: part((k) => this.weights[index(k)] ?? NaN),
    });
  }
}

/** bound - centre, rounded away from zero in the direction of `sign`; exactly 0 for a fixed element. */
function outwardDifference(bound: Float64Array, centre: Float64Array, at: number, sign: 1 | -1): number {
  const difference = (bound[at] ?? NaN) - (centre[at] ?? NaN);
  return difference === 0 ? 0 : difference + sign * (Math.abs(difference) * 2 * UNIT + ETA);
}
