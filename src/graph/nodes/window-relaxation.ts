import { SLACK } from '../../engine/interval.js';
import { ETA, UNIT, gamma, roundDown, roundUp } from '../../engine/rounding.js';

/** `cnn-cert`: the weights of the paper on both sides; `largest`: the lower line is the input with the largest midpoint. */
export type PoolingChoice = 'cnn-cert' | 'largest';

/** `highest`: the lower line is the input that is largest at a point (`heights`). */
type WindowChoice = PoolingChoice | 'highest';

/** How a window is relaxed. */
export interface WindowSettings {
  /** Terms that the backward step may sum into one coefficient. */
  readonly terms: number;
  readonly biasGamma: number;
  readonly choice: WindowChoice;
}

/**
 * Bounds max_i x_i over lower_i <= x_i <= upper_i (CNN-Cert, pooling; weights w_i = (u_i - g) / (u_i - l_i)). Whatever double the
 * weights round to, any w in [0, 1] is sound with the intercepts chosen here:
 * upper: max_j x_j - sum w_i (x_i - l_i) is largest with all but the maximum at l, so max_j (u_j - w_j (u_j - l_j)) - sum w_i l_i;
 * lower: max = G max + (1 - G) max >= sum w_i x_i + (1 - G) e with G = sum w, e = max l if G <= 1, else max u.
 *
 * One instance is reused for all windows of a node: fill `lower` and `upper` (and `heights`, where the choice reads them) up to `count`, call `relax`, read the rest.
 */
export class WindowRelaxation {
  count = 0;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly heights: Float64Array;
  readonly lowerWeights: Float64Array;
  readonly upperWeights: Float64Array;
  lowerIntercept = 0;
  upperIntercept = 0;
  /** Per unit of |coefficient|: rounding of the backward step and the intercept's share of the bias accumulator. */
  uncertainty = 0;
  private floor = 0;

  constructor(size: number) {
    this.lower = new Float64Array(size);
    this.upper = new Float64Array(size);
    this.heights = new Float64Array(size);
    this.lowerWeights = new Float64Array(size);
    this.upperWeights = new Float64Array(size);
  }

  relax(settings: WindowSettings): void {
    const winner = this.largestLower();
    this.floor = this.low(winner);
    this.lowerIntercept = 0;
    this.upperIntercept = 0;
    if (this.dominates(winner)) {
      this.only(this.lowerWeights, winner);
      this.only(this.upperWeights, winner);
    } else {
      this.paperWeights();
      this.upperIntercept = this.soundUpperIntercept();
      if (settings.choice === 'highest') this.only(this.lowerWeights, this.highest());
      else if (settings.choice === 'largest') this.only(this.lowerWeights, this.largestMidpoint());
      else {
        this.lowerWeights.set(this.upperWeights);
        this.lowerIntercept = this.soundLowerIntercept();
      }
    }
    this.uncertainty = this.roundingOf(settings);
  }

  private low(i: number): number {
    return this.lower[i] ?? NaN;
  }

  private high(i: number): number {
    return this.upper[i] ?? NaN;
  }

  private only(weights: Float64Array, index: number): void {
    for (let i = 0; i < this.count; i++) weights[i] = i === index ? 1 : 0;
  }

  private largestLower(): number {
    let best = 0;
    for (let i = 1; i < this.count; i++) if (this.low(i) > this.low(best)) best = i;
    return best;
  }

  private highest(): number {
    let best = 0;
    for (let i = 1; i < this.count; i++) if ((this.heights[i] ?? NaN) > (this.heights[best] ?? NaN)) best = i;
    return best;
  }

  private largestMidpoint(): number {
    let best = 0;
    for (let i = 1; i < this.count; i++) if (this.low(i) + this.high(i) > this.low(best) + this.high(best)) best = i;
    return best;
  }

  /** Whether one input is the maximum whatever the others are. */
  private dominates(winner: number): boolean {
    for (let i = 0; i < this.count; i++) if (i !== winner && !(this.high(i) <= this.floor)) return false;
    return true;
  }

  private paperWeights(): void {
    const { count, floor, upperWeights: weights } = this;
    let numerator = -1;
    let denominator = 0;
    let ceiling = Infinity;
    let fixed = -1;
    for (let i = 0; i < count; i++) {
      const u = this.high(i);
      if (u < floor) continue;
      const width = u - this.low(i);
      ceiling = Math.min(ceiling, u);
      if (width === 0 && fixed < 0) fixed = i;
      numerator += u / width;
      denominator += 1 / width;
    }
    const crossing = Math.min(Math.max(numerator / denominator, floor), ceiling);
    const level = fixed >= 0 || !Number.isFinite(crossing) ? floor : crossing;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const u = this.high(i);
      const width = u - this.low(i);
      const weight = u >= floor && width > 0 ? Math.min(Math.max((u - level) / width, 0), 1) : 0;
      weights[i] = weight;
      sum += weight;
    }
    if (fixed >= 0) weights[fixed] = Math.min(Math.max(1 - sum, 0), 1);
  }

  private soundUpperIntercept(): number {
    let top = this.floor;
    let sum = 0;
    let magnitude = 0;
    for (let i = 0; i < this.count; i++) {
      const l = this.low(i);
      const u = this.high(i);
      const w = this.upperWeights[i] ?? NaN;
      if (u >= this.floor) top = Math.max(top, u - w * (u - l));
      sum += w * l;
      magnitude += Math.abs(w * l) + Math.abs(u) + Math.abs(l);
    }
    return roundUp(top - sum + (gamma(2 * this.count + 8) * magnitude * SLACK + 2 * this.count * ETA));
  }

  private soundLowerIntercept(): number {
    let total = 0;
    let high = -Infinity;
    for (let i = 0; i < this.count; i++) {
      total += this.lowerWeights[i] ?? NaN;
      high = Math.max(high, this.high(i));
    }
    const low = this.floor;
    const error = gamma(this.count + 2) * (total + 1);
    if (total + error <= 1) return roundDown((1 - total) * low - (error + 4 * UNIT) * Math.abs(low) * SLACK);
    if (total - error >= 1) return roundDown((1 - total) * high - (error + 4 * UNIT) * (total + 1) * Math.abs(high) * SLACK);
    return roundDown(-2 * error * Math.max(Math.abs(low), Math.abs(high)) * SLACK);
  }

  private roundingOf({ terms, biasGamma }: WindowSettings): number {
    let magnitude = 0;
    for (let i = 0; i < this.count; i++) {
      const weight = Math.max(this.lowerWeights[i] ?? NaN, this.upperWeights[i] ?? NaN);
      magnitude += weight * Math.max(Math.abs(this.low(i)), Math.abs(this.high(i)));
    }
    const intercept = Math.max(Math.abs(this.lowerIntercept), Math.abs(this.upperIntercept));
    if (magnitude === 0 && intercept === 0) return 0;
    return (gamma(terms + 2) * magnitude * (1 + gamma(this.count + 4)) + biasGamma * intercept) * SLACK + ETA;
  }
}
