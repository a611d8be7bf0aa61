import { exp } from '../activations/elementary/exp.js';
import type { Covariance } from './hermite.js';
import { gaussLegendre } from './gauss-legendre.js';
import { jumpsOf, type Steps } from './steps.js';

const TWO_PI = 6.283185307179586;
/** Two steps that many times the root of 1 - rho^2 apart share nothing: e^(-9^2 / 2) < 3e-18. */
const APART = 9;
const LEAST = 2 ** -60;
const RULE = gaussLegendre(16);

/**
 * The covariance of phi(u) and phi(v) for a correlation near 1, where it is E[phi^2] less an integral over what is left to 1 (Price's theorem): with c = sqrt(1 - rho^2),
 * d/d rho E[phi phi] = S(c) / (2 pi c) and E[phi^2] - E[phi phi] = integral of S(c) / (2 pi sqrt(1 - c^2)) from 0 to c, S(c) the sum over pairs of steps at a and b (in units of s) of
 * their heights times e^(-(a - b)^2 / (2 c^2) - a b / (1 + rho)). The exponent is that of arXiv 1906.00771, section 3, without its cancellation. Only pairs within 9 c count, so it is the
 * cheaper the closer to 1.
 */
export class NearOne {
  private readonly at: Float64Array;
  private readonly height: Float64Array;
  private readonly closest: number;
  private readonly panels = new Map<number, number>();

  /** Takes the steps in units of `deviation`, the s > 0 of what the activation sees. */
  constructor(steps: Steps, deviation: number) {
    const { at, height } = jumpsOf(steps, deviation);
    this.at = at;
    this.height = height;
    let closest = Infinity;
    for (let i = 1; i < at.length; i++) closest = Math.min(closest, (at[i] ?? NaN) - (at[i - 1] ?? NaN));
    this.closest = closest;
  }

  /** Covariance for a correlation above 0, with `distance` = 1 - rho > 0. */
  covariance(distance: number): Covariance {
    const c = Math.sqrt(distance * (2 - distance));
    let panel = 0;
    while (2 ** -(panel + 1) >= c) panel++;
    const rest = this.isSmooth(c) ? this.integral(0, c) : this.integral(2 ** -(panel + 1), c) + this.upTo(panel + 1);
    return { loss: rest / TWO_PI, slope: this.pairs(c) / (TWO_PI * c) };
  }

  /** The integral up to 2^-panel, one panel from each power of 2 to the next. */
  private upTo(panel: number): number {
    const known = this.panels.get(panel);
    if (known !== undefined) return known;
    const end = 2 ** -panel;
    const value = this.isSmooth(end) ? this.integral(0, end) : this.integral(end / 2, end) + this.upTo(panel + 1);
    this.panels.set(panel, value);
    return value;
  }

  /** Below a ninth of the least distance the sum is one over single steps, and smooth down to 0. */
  private isSmooth(c: number): boolean {
    return c * APART < this.closest || c < LEAST;
  }

  private integral(low: number, high: number): number {
    let sum = 0;
    for (const { node, weight } of RULE) {
      const at = low + (high - low) * node;
      sum += (weight * this.pairs(at)) / Math.sqrt(1 - at * at);
    }
    return (high - low) * sum;
  }

  /** S(c). */
  private pairs(c: number): number {
    const { at, height } = this;
    const share = 1 / (1 + Math.sqrt(1 - c * c));
    let sum = 0;
    for (let i = 0; i < at.length; i++) {
      const [a, h] = [at[i] ?? NaN, height[i] ?? NaN];
      let inner = (h / 2) * exp(-a * a * share);
      for (let j = i - 1; j >= 0; j--) {
        const b = at[j] ?? NaN;
        const apart = (a - b) / c;
        if (apart > APART) break;
        inner += (height[j] ?? NaN) * exp(-(apart * apart) / 2 - a * b * share);
      }
      sum += 2 * h * inner;
    }
    return sum;
  }
}
