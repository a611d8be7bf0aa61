/** The largest whole number k with k - 1/2 <= x. The fraction x - floor(x) is exact. */
export function halfUp(x: number): number {
  const floor = Math.floor(x);
  return x - floor >= 0.5 ? floor + 1 : floor;
}

/** The nearest whole number, the even one of two. */
export function roundHalfEven(x: number): number {
  const up = halfUp(x);
  return x - Math.floor(x) === 0.5 && up % 2 !== 0 ? up - 1 : up;
}
