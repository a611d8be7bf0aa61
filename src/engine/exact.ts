/** Arithmetic that rounds nothing: results, or null where the exact one is no double (or too near the limits of the doubles to be sure). */

const LEAST = 2 ** -900;
const MOST = 2 ** 900;

/** a + b. */
export function exactSum(a: number, b: number): number | null {
  const sum = a + b;
  if (!(Math.abs(sum) <= MOST && Math.abs(a) <= MOST)) return null;
  // Knuth's two-sum: the rounding error of a sum is itself a double.
  const fromB = sum - a;
  const error = a - (sum - fromB) + (b - fromB);
  return error === 0 ? sum : null;
}

/** a b. */
export function exactProduct(a: number, b: number): number | null {
  const product = a * b;
  if (product === 0) return a === 0 || b === 0 ? 0 : null;
  if (![a, b, product].every((x) => Math.abs(x) >= LEAST && Math.abs(x) <= MOST)) return null;
  // Dekker's product of halves of 26 bits.
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  const error = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  return error === 0 ? product : null;
}

/** a / b. */
export function exactQuotient(a: number, b: number): number | null {
  const quotient = a / b;
  return Number.isFinite(quotient) && exactProduct(quotient, b) === a ? quotient : null;
}

function halves(x: number): readonly [number, number] {
  const scaled = x * (2 ** 27 + 1);
  const high = scaled - (scaled - x);
  return [high, x - high];
}
