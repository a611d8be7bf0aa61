/** An exact fraction; the denominator is positive. Coordinates and weights of Resize are fractions, so they are rounded only once. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** n / d of whole numbers, d not 0. */
export function ratio(n: bigint | number, d: bigint | number = 1n): Rational {
  const [top, bottom] = [BigInt(n), BigInt(d)];
  return bottom < 0n ? { n: -top, d: -bottom } : { n: top, d: bottom };
}

/** The value of a finite double. */
export function exactly(x: number): Rational {
  let scaled = x;
  let exponent = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent++;
  }
  return { n: BigInt(scaled), d: 1n << BigInt(exponent) };
}

/** a + b */
export function plus(a: Rational, b: Rational): Rational {
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

/** a - b */
export function minus(a: Rational, b: Rational): Rational {
  return { n: a.n * b.d - b.n * a.d, d: a.d * b.d };
}

/** a b */
export function times(a: Rational, b: Rational): Rational {
  return { n: a.n * b.n, d: a.d * b.d };
}

/** a / b, b not 0. */
export function over(a: Rational, b: Rational): Rational {
  return ratio(a.n * b.d, a.d * b.n);
}

/** The largest whole number <= a. */
export function floorOf(a: Rational): number {
  const quotient = a.n / a.d;
  return Number(quotient * a.d > a.n ? quotient - 1n : quotient);
}

/** A double within 2 u of the fraction, relative to either (u = 2^-53), and the same where the fraction is a double of 53 bits. */
export function toDouble({ n, d }: Rational): number {
  if (n === 0n) return 0;
  const magnitude = n < 0n ? -n : n;
  const shift = BigInt(Math.max(0, 70 + d.toString(2).length - magnitude.toString(2).length));
  const value = Number((magnitude << shift) / d) / 2 ** Number(shift);
  return n < 0n ? -value : value;
}
