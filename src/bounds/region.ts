import { roundDown, roundUp } from '../engine/rounding.js';

/** The norm of a ball of perturbations. */
export type Norm = 'l1' | 'l2' | 'linf';

/** The ball {x : |(x - centre) / weights|_p <= epsilon}, p = 1 or 2; null weights: all one; weight 0 fixes an element. */
export interface Ball {
  readonly norm: 'l1' | 'l2';
  readonly centre: Float64Array;
  readonly epsilon: number;
  readonly weights: Float64Array | null;
}

/**
 * Where the input may lie, in the internal layout: a box, cut with an l1 or l2 ball when `ball` is given. `boxBinds` says whether
 * the box cuts anything off the ball.
 */
export interface Region {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly ball: Ball | null;
  readonly boxBinds: boolean;
}

/** Declared range of the input; one value for all elements or one each. */
export interface Clip {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * The region of an lp ball, its box rounded outward. Requires clip.lower <= centre <= clip.upper, finite values, epsilon >= 0 and
 * weights >= 0 (the caller checks).
 */
export function ballRegion(norm: Norm, centre: Float64Array, epsilon: number, weights: Float64Array | null, clip: Clip | null): Region {
  let boxBinds = false;
  const lower = new Float64Array(centre.length);
  const upper = new Float64Array(centre.length);
  for (let i = 0; i < centre.length; i++) {
    const x = centre[i] ?? NaN;
    const weight = weights === null ? 1 : (weights[i] ?? NaN);
    const fixed = epsilon === 0 || weight === 0;
    const radius = weight === 1 ? epsilon : roundUp(epsilon * weight);
    lower[i] = fixed ? x : roundDown(x - radius);
    upper[i] = fixed ? x : roundUp(x + radius);
    if (clip === null) continue;
    const low = clip.lower[i] ?? NaN;
    const high = clip.upper[i] ?? NaN;
    if ((lower[i] ?? NaN) < low || (upper[i] ?? NaN) > high) boxBinds = true;
    lower[i] = Math.max(lower[i] ?? NaN, low);
    upper[i] = Math.min(upper[i] ?? NaN, high);
  }
  if (norm === 'linf') return { lower, upper, ball: null, boxBinds: false };
  return { lower, upper, ball: { norm, centre, epsilon, weights }, boxBinds };
}

/** A point of the region, or near it. */
export function centreOf({ ball, lower, upper }: Region): Float64Array {
  return ball?.centre ?? lower.map((low, i) => low / 2 + (upper[i] ?? NaN) / 2);
}
