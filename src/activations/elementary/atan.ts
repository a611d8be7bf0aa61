/** |atan(x) - exact| <= ATAN_UNITS u |exact|, u = 2^-53. */
export const ATAN_UNITS = 8;
/** |atanSlope(x) - exact| <= ATAN_SLOPE_UNITS u |exact| + 2 * 2^-1074. */
export const ATAN_SLOPE_UNITS = 8;

const HALF_PI = 1.5707963267948966;
/** atan(j / 8), each rounded to nearest; the first two are not used. */
const ATAN_OF_EIGHTHS = [
  0, 0, 0.24497866312686414, 0.35877067027057225, 0.4636476090008061, 0.5585993153435624, 0.6435011087932844, 0.7188299996216245,
  0.7853981633974483,
] as const;

/**
 * atan z for |z| <= 3/16, y = z^2 <= 0.0352: z (1 - y/3 + y^2/5 - ..) truncated after y^11 (y^12/25 < 0.001 u). The bracket is 1 - c, c <= 0.0118
 * with error <= 0.03 u, its sum rounds by u, the product by u: 2.1 u.
 */
function atanOfSmall(z: number): number {
  const y = z * z;
  let p = 1 / 23;
  p = 1 / 21 - y * p;
  p = 1 / 19 - y * p;
  p = 1 / 17 - y * p;
  p = 1 / 15 - y * p;
  p = 1 / 13 - y * p;
  p = 1 / 11 - y * p;
  p = 1 / 9 - y * p;
  p = 1 / 7 - y * p;
  p = 1 / 5 - y * p;
  p = 1 / 3 - y * p;
  return z * (1 - y * p);
}

/**
 * atan t for 0 <= t <= 1 within 4 u. t < 3/16: 2.1 u. Else atan c + atan z, c = j/8 nearest to t, z = (t - c) / (1 + t c), |z| <= 1/16: t - c is exact
 * (Sterbenz), z is off by 3.1 u and its arctangent by 5.3 u, absolute 0.33 u; atan c by half an ulp (<= u/8 below 1/4, u/4 below 1/2, u/2 below 1);
 * the sum rounds by u. j = 2: (0.33 + 0.125) / 0.185 + 1 = 3.5 u; j >= 3: (0.33 + 0.25) / 0.3 + 1 = 3 u; j >= 5: (0.33 + 0.5) / 0.51 + 1 = 2.7 u.
 */
function atanOfUnit(t: number): number {
  const j = Math.floor(8 * t + 0.5);
  if (j < 2) return atanOfSmall(t);
  const c = j / 8;
  return (ATAN_OF_EIGHTHS[j] ?? NaN) + atanOfSmall((t - c) / (1 + t * c));
}

/**
 * Arctangent with relative error <= {@link ATAN_UNITS} u at every magnitude. |x| > 1: pi/2 - atan(1/|x|): the reciprocal adds u to the 4 u, together
 * <= 5 * 0.786 u absolute, pi/2 is off by 0.56 u, the difference (>= 0.785) rounds by u: (3.93 + 0.56) / 0.785 + 1 = 6.8 u.
 */
export function atan(x: number): number {
  const a = Math.abs(x);
  if (a === 0) return x;
  const y = a > 1 ? HALF_PI - atanOfUnit(1 / a) : atanOfUnit(a);
  return x < 0 ? -y : y;
}

/**
 * atan'(x) = 1 / (1 + x^2). |x| <= 1: square, sum, quotient: 3 u. Else t^2 / (1 + t^2), t = 1/|x|: t^2 is off by 3 u, damped in the sum: 5 u, and an
 * underflow of t^2 or of the quotient: 2^-1074 each.
 */
export function atanSlope(x: number): number {
  const a = Math.abs(x);
  if (a <= 1) return 1 / (1 + a * a);
  const t = 1 / a;
  return (t * t) / (1 + t * t);
}
