/** Exact arithmetic on doubles: every finite double is mantissa * 2^exponent, and sums and products of such numbers stay so. */
export interface Dyadic {
  readonly mantissa: bigint;
  readonly exponent: number;
}

export const ZERO: Dyadic = { mantissa: 0n, exponent: 0 };

const view = new DataView(new ArrayBuffer(8));

export function dyadic(x: number): Dyadic {
  if (!Number.isFinite(x)) throw new Error(`${x} is not finite`);
  if (x === 0) return ZERO;
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = biased === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: bits >> 63n === 1n ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 };
}

export function add(a: Dyadic, b: Dyadic): Dyadic {
  if (a.mantissa === 0n) return b;
  if (b.mantissa === 0n) return a;
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (d: Dyadic) => d.mantissa << BigInt(d.exponent - exponent);
  return { mantissa: scaled(a) + scaled(b), exponent };
}

export function multiply(a: Dyadic, b: Dyadic): Dyadic {
  return { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent };
}

export function negate(a: Dyadic): Dyadic {
  return { mantissa: -a.mantissa, exponent: a.exponent };
}

/** -1, 0 or 1. */
export function compare(a: Dyadic, b: Dyadic): number {
  const { mantissa } = add(a, negate(b));
  return mantissa < 0n ? -1 : mantissa > 0n ? 1 : 0;
}

export function maximum(a: Dyadic, b: Dyadic): Dyadic {
  return compare(a, b) >= 0 ? a : b;
}
