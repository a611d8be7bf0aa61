/** Samples of f over [lower, upper], dense, and on both sides of where the activations of the registry jump (multiples of 1/4). */
function points(lower: number, upper: number): number[] {
  const count = 600;
  const xs = Array.from({ length: count + 1 }, (_, k) => lower + ((upper - lower) * k) / count);
  for (let jump = Math.ceil(4 * lower) / 4; jump <= upper; jump += 0.25) xs.push(jump - 1e-12, jump, jump + 1e-12);
  return xs.filter((x) => x >= lower && x <= upper).sort((a, b) => a - b);
}

/** The concave envelope of the samples at `middle`: what the linear program min {s m + t : s x + t >= f(x) for all samples} gives. */
function envelopeAt(xs: readonly number[], ys: readonly number[], middle: number): number {
  const hull: { x: number; y: number }[] = [];
  for (const [i, x] of xs.entries()) {
    const y = ys[i] ?? NaN;
    for (let a = hull.at(-2), b = hull.at(-1); a !== undefined && b !== undefined; a = hull.at(-2), b = hull.at(-1)) {
      if ((b.y - a.y) * (x - a.x) > (y - a.y) * (b.x - a.x)) break;
      hull.pop();
    }
    hull.push({ x, y });
  }
  const right = hull.findIndex(({ x }) => x >= middle);
  const [a, b] = [hull[Math.max(0, right - 1)], hull[right]];
  if (a === undefined || b === undefined) throw new Error('the middle lies outside');
  return a.x === b.x ? b.y : a.y + ((b.y - a.y) * (middle - a.x)) / (b.x - a.x);
}

/**
 * The least area between a line above f and a line below it (below `g`, where every function between g and f is meant), over [lower, upper]: the distance of the
 * envelopes at the middle times the width.
 */
export function leastArea(f: (x: number) => number, lower: number, upper: number, g = f): number {
  const xs = points(lower, upper);
  const middle = (lower + upper) / 2;
  const above = envelopeAt(xs, xs.map(f), middle); // prettier-ignore
  const below = envelopeAt(xs, xs.map((x) => -g(x)), middle); // prettier-ignore
  return (above + below) * (upper - lower);
}
