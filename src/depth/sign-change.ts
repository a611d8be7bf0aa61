const MOST_STEPS = 200;

/**
 * A point of [low, high] where a continuous f that is positive at `low` and not positive at `high` changes its sign: regula falsi in its Illinois form, and halving where that
 * does not halve the bracket in three steps. It ends when no double is left between, or the bracket is narrower than `tolerance` of its point.
 */
export function signChange(f: (x: number) => number, low: number, high: number, tolerance = 0): number {
  let [a, fa, b, fb] = [low, f(low), high, f(high)];
  let [width, sinceHalved, side] = [high - low, 0, 0];
  for (let step = 0; step < MOST_STEPS && Math.abs(b - a) > tolerance * Math.abs(b); step++) {
    const halve = sinceHalved > 2;
    const middle = a + (b - a) / 2;
    const falsi = (a * fb - b * fa) / (fb - fa);
    const x = !halve && falsi > a && falsi < b ? falsi : middle;
    if (!(x > a && x < b)) break;
    const fx = f(x);
    if (fx === 0) return x;
    const now = fx > 0 ? 1 : -1;
    if (now > 0) [a, fa] = [x, fx];
    else [b, fb] = [x, fx];
    if (now === side && now > 0) fb /= 2;
    else if (now === side) fa /= 2;
    side = now;
    sinceHalved = b - a <= width / 2 ? 0 : sinceHalved + 1;
    if (sinceHalved === 0) width = b - a;
  }
  return Math.abs(fa) < Math.abs(fb) ? a : b;
}
