import type { AttackSpace } from './space.js';

const STEPS = 30;

/**
 * The minimisers of a linear function slope . u over growing balls cut with the box: along `at(size)` both the length and the descent
 * grow. linf: every element as far as it can go; l1: the steepest elements first; l2: along -slope, clamped.
 */
export class LinearDescent {
  private readonly order: Uint32Array;

  constructor(
    private readonly space: AttackSpace,
    private readonly slope: Float64Array,
  ) {
    const steepness = slope.map(Math.abs);
    this.order =
      space.norm === 'l1' ? Uint32Array.from(slope.keys()).sort((a, b) => (steepness[b] ?? 0) - (steepness[a] ?? 0)) : new Uint32Array(0);
  }

  /** The minimiser over the ball of radius epsilon. */
  within(epsilon: number): Float64Array {
    const { space } = this;
    if (space.norm !== 'l2') return this.at(epsilon);
    const steep = space.length(this.slope);
    if (!(steep > 0)) return new Float64Array(space.size);
    let low = epsilon / steep;
    let high = low;
    for (let step = 0; step < STEPS && space.length(this.at(high)) < epsilon; step++) high *= 2;
    for (let step = 0; step < STEPS && high - low > 1e-7 * high; step++) {
      const middle = (low + high) / 2;
      if (space.length(this.at(middle)) > epsilon) high = middle;
      else low = middle;
    }
    return this.at(low);
  }

  /** The shortest u with slope . u <= level < 0; null when the box (or `longest`) does not allow it. */
  reaching(level: number, longest: number): Float64Array | null {
    let low = 0;
    let high = this.firstSize(level);
    if (!(high > 0 && high < Infinity)) return null;
    for (let step = 0; this.descent(high) > level; step++) {
      if (step === STEPS || this.space.length(this.at(high)) > longest) return null;
      low = high;
      high *= 2;
    }
    for (let step = 0; step < STEPS && high - low > 1e-7 * high; step++) {
      const middle = (low + high) / 2;
      if (this.descent(middle) > level) low = middle;
      else high = middle;
    }
    const u = this.at(high);
    return this.space.length(u) <= longest ? u : null;
  }

  /** The size that would do without a box. */
  private firstSize(level: number): number {
    const { norm } = this.space;
    let dual = 0;
    for (const s of this.slope) {
      if (norm === 'l1') dual = Math.max(dual, Math.abs(s));
      else dual += norm === 'l2' ? s * s : Math.abs(s);
    }
    return -level / dual;
  }

  private descent(size: number): number {
    const u = this.at(size);
    let sum = 0;
    for (let i = 0; i < u.length; i++) sum += (u[i] ?? NaN) * (this.slope[i] ?? NaN);
    return sum;
  }

  private at(size: number): Float64Array {
    const { slope, space } = this;
    const { norm, lower, upper } = space;
    if (norm === 'l1') return this.fill(size);
    const u = new Float64Array(slope.length);
    for (let i = 0; i < u.length; i++) {
      const s = slope[i] ?? NaN;
      const move = -size * (norm === 'l2' ? s : Math.sign(s));
      u[i] = Math.min(Math.max(move, lower[i] ?? NaN), upper[i] ?? NaN);
    }
    return u;
  }

  private fill(size: number): Float64Array {
    const { space, slope } = this;
    const u = new Float64Array(space.size);
    let left = size;
    for (const i of this.order) {
      const s = slope[i] ?? NaN;
      if (!(left > 0) || s === 0) break;
      const room = s > 0 ? -(space.lower[i] ?? NaN) : (space.upper[i] ?? NaN);
      const move = Math.min(room, left);
      u[i] = s > 0 ? -move : move;
      left -= move;
    }
    return u;
  }
}
