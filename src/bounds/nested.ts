import type { Ball, Region } from './region.js';

/** Whether every point of the first region lies in the second one; false where that is not plain. */
export function isNested(inner: Region, outer: Region): boolean {
  const boxes = inner.lower.every((low, i) => low >= (outer.lower[i] ?? NaN) && (inner.upper[i] ?? NaN) <= (outer.upper[i] ?? NaN));
  return boxes && inner.lower.length === outer.lower.length && (outer.ball === null || isSmaller(inner.ball, outer.ball));
}

/** A ball of the same norm and weights around the same centre, not larger. */
function isSmaller(inner: Ball | null, outer: Ball): boolean {
  return (
    inner?.norm === outer.norm && inner.epsilon <= outer.epsilon && equal(inner.centre, outer.centre) && equal(inner.weights, outer.weights)
  );
}

function equal(a: Float64Array | null, b: Float64Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** A copy that nobody else can change. */
export function copyRegion({ lower, upper, ball, boxBinds }: Region): Region {
  return { lower: lower.slice(), upper: upper.slice(), ball: ball === null ? null : copyBall(ball), boxBinds };
}

function copyBall({ norm, centre, epsilon, weights }: Ball): Ball {
  return { norm, centre: centre.slice(), epsilon, weights: weights === null ? null : weights.slice() };
}
