import { erfc } from '../../activations/elementary/erf.js';
import { exp, expm1 } from '../../activations/elementary/exp.js';
import { log1p } from '../../activations/elementary/log.js';

/** The probability that n independent xi ~ N(0, 1) all have |xi| <= k: (2 Phi(k) - 1)^n = (1 - erfc(k / sqrt 2))^n. */
export function coverage(k: number, units: number): number {
  return exp(units * log1p(-erfc(k / Math.SQRT2)));
}

/** The least k, rounded up to four decimals, whose {@link coverage} of `units` >= 1 draws is at least `share` < 1. */
export function bandFor(share: number, units: number): number {
  const outside = -expm1(log1p(share - 1) / units);
  let [low, high] = [0, 40];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (erfc(middle / Math.SQRT2) > outside) low = middle;
    else high = middle;
  }
  return Math.ceil(high * 1e4) / 1e4;
}
