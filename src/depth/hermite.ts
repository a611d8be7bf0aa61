import { normalDensity } from './normal.js';
import { firstMoment } from './moments.js';
import { jumpsOf, type Steps } from './steps.js';

/** Terms that are too small to be seen. */
const NEGLIGIBLE = 2 ** -52;

/** The covariance of phi(u) and phi(v), u and v normal, and how it changes with their correlation. */
export interface Covariance {
  /** E[phi(u)^2] - E[phi(u) phi(v)]. */
  readonly loss: number;
  /** Its derivative by the correlation of u and v: Qhat E[phi'(u) phi'(v)]. */
  readonly slope: number;
}

/**
 * A quantised activation in Hermite polynomials (Mehler): with c_k = E[phi(s x) He_k(x)] / sqrt(k!), x standard normal, E[phi(u) phi(v)] = sum of c_k^2 rho^k for u and v of variance s^2
 * and correlation rho. A step of height h at a (in units of s) adds h He_{k-1}(a) phi(a) / sqrt(k!) to c_k. All terms are positive, so a sum with nothing but small terms
 * left is the whole to within the last digits. About -40 / ln rho terms are needed: rho must not be too close to 1.
 */
export class HermiteSeries {
  private readonly squares: number[];
  private readonly at: Float64Array;
  private readonly height: Float64Array;
  /** He_{k-1} and He_k at the steps, times the density, over the square roots of their factorials. */
  private previous: Float64Array;
  private current: Float64Array;

  /**
   * Starts the series, for a standard deviation s > 0 of what the activation sees.
   * @param steps the activation.
   * @param deviation s.
   * @param power E[phi(s x)^2], the sum of all c_k^2.
   */
  constructor(
    steps: Steps,
    deviation: number,
    private readonly power: number,
  ) {
    const { at, height } = jumpsOf(steps, deviation);
    this.at = at;
    this.height = height;
    this.previous = new Float64Array(at.length);
    this.current = at.map(normalDensity);
    const mean = firstMoment(steps, deviation);
    this.squares = [mean * mean];
  }

  /** Covariance for a correlation from 0 to below 1. */
  covariance(rho: number): Covariance {
    let [value, slope, factor] = [this.square(0), 0, 1];
    for (let k = 1; ; k++) {
      const square = this.square(k);
      slope += k * square * factor;
      factor *= rho;
      value += square * factor;
      if (factor === 0 || ((k + 1) * factor) / (1 - rho) < NEGLIGIBLE) return { loss: Math.max(0, this.power - value), slope };
    }
  }

  /** c_k^2. */
  private square(k: number): number {
    for (let next = this.squares.length; next <= k; next++) {
      const coefficient = this.coefficient(next);
      this.squares.push(coefficient * coefficient);
    }
    return this.squares[k] ?? NaN;
  }

  /** c_k, and the step to He_k(a) = a He_{k-1}(a) - (k - 1) He_{k-2}(a), all over the square roots of their factorials. */
  private coefficient(k: number): number {
    const { previous, current, at, height } = this;
    const [up, down] = [1 / Math.sqrt(k), Math.sqrt((k - 1) / k)];
    let sum = 0;
    for (let i = 0; i < at.length; i++) {
      const now = current[i] ?? NaN;
      sum += (height[i] ?? NaN) * now;
      previous[i] = (at[i] ?? NaN) * up * now - down * (previous[i] ?? NaN);
    }
    [this.previous, this.current] = [current, previous];
    return up * sum;
  }
}
