import type { Norm } from '../../bounds/region.js';
import type { InputBall } from '../input-ball.js';

/**
 * The coordinates of the attack: u = (x - centre) / weights, so that every ball is {|u|_p <= epsilon} cut with a box around 0.
 * Elements of weight 0 stay at 0.
 */
export class AttackSpace {
  readonly norm: Norm;
  readonly size: number;
  /** The box of u: lower <= 0 <= upper, infinite without a declared range. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;

  constructor(readonly ball: InputBall) {
    const { centre, clip, norm } = ball;
    this.norm = norm;
    this.size = centre.length;
    const scaled = (i: number, limit: number, bound: number) => {
      const weight = this.weight(i);
      return weight === 0 ? 0 : clip === null ? bound : (limit - (centre[i] ?? NaN)) / weight;
    };
    this.lower = centre.map((_, i) => Math.min(scaled(i, clip?.lower[i] ?? NaN, -Infinity), 0));
    this.upper = centre.map((_, i) => Math.max(scaled(i, clip?.upper[i] ?? NaN, Infinity), 0));
  }

  /** The input at u, inside the declared range. */
  toPoint(u: Float64Array): Float64Array {
    const { centre, clip } = this.ball;
    const point = new Float64Array(u.length);
    for (let i = 0; i < u.length; i++) {
      const c = centre[i] ?? NaN;
      const weight = this.weight(i);
      const x = weight === 0 ? c : c + weight * (u[i] ?? NaN);
      point[i] = clip === null ? x : Math.min(Math.max(x, clip.lower[i] ?? NaN), clip.upper[i] ?? NaN);
    }
    return point;
  }

  /** A gradient over the input as one over u. */
  toSlope(gradient: Float64Array): Float64Array {
    return gradient.map((g, i) => g * this.weight(i));
  }

  /** |u|_p, to a few roundings. */
  length(u: Float64Array): number {
    let sum = 0;
    for (const value of u) {
      if (this.norm === 'linf') sum = Math.max(sum, Math.abs(value));
      else sum += this.norm === 'l1' ? Math.abs(value) : value * value;
    }
    return this.norm === 'l2' ? Math.sqrt(sum) : sum;
  }

  /** u moved into the box, and into [-most, most]. */
  clamp(u: Float64Array, most = Infinity): Float64Array {
    const { lower, upper } = this;
    const clamped = new Float64Array(u.length);
    for (let i = 0; i < u.length; i++) {
      clamped[i] = Math.min(Math.max(u[i] ?? NaN, lower[i] ?? NaN, -most), upper[i] ?? NaN, most);
    }
    return clamped;
  }

  private weight(i: number): number {
    const { weights } = this.ball;
    return weights === null ? 1 : (weights[i] ?? NaN);
  }
}
