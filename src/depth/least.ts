const STEPS = 20;
const ENOUGH = 2 ** -22;

/**
 * Where f is least about `middle`, which is lower than `step` to either side: the vertex of the parabola through the three points kept, the larger part halved where that says nothing
 * new. Good to about 1e-6 of `step`, as sharp as the values of a smooth function near its least are.
 */
export function leastNear(f: (x: number) => number, middle: number, step: number): number {
  let [a, b, c] = [middle - step, middle, middle + step];
  let [fa, fb, fc] = [f(a), f(b), f(c)];
  for (let k = 0; k < STEPS && c - a > ENOUGH * step; k++) {
    const x = nextPoint([a, b, c], [fa, fb, fc], ENOUGH * step, k % 4 === 3);
    const fx = f(x);
    if (fx < fb) {
      if (x < b) [c, fc] = [b, fb];
      else [a, fa] = [b, fb];
      if (Math.abs(x - b) < ENOUGH * step) return x;
      [b, fb] = [x, fx];
    } else if (x < b) [a, fa] = [x, fx];
    else [c, fc] = [x, fx];
  }
  return b;
}

type Three = readonly [number, number, number];

function nextPoint([a, b, c]: Three, [fa, fb, fc]: Three, least: number, halve: boolean): number {
  const [left, right] = [(b - a) * (fb - fc), (b - c) * (fb - fa)];
  const vertex = b - ((b - a) * left - (b - c) * right) / (2 * (left - right));
  const larger = c - b > b - a ? (b + c) / 2 : (a + b) / 2;
  if (halve || !(vertex > a && vertex < c)) return larger;
  if (Math.abs(vertex - b) >= least) return vertex;
  return c - b > b - a ? b + least : b - least;
}
