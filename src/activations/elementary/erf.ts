import { exp } from './exp.js';

/** |erf(x) - exact| <= ERF_UNITS u |exact| + 2^-1074, u = 2^-53. */
export const ERF_UNITS = 16;
/** |erfc(x) - exact| <= ERFC_UNITS u exact + 2 * 2^-1074. */
export const ERFC_UNITS = 18;
/** |erfSlope(x) - exact| <= ERF_SLOPE_UNITS u exact + 4 * 2^-1074. */
export const ERF_SLOPE_UNITS = 16;

const TWO_OVER_SQRT_PI = 1.1283791670955126;
const ONE_OVER_SQRT_PI = 0.5641895835477563;

/** Coefficients of erfcx(c + h) = e^(x^2) erfc(x) in powers of h, for c = 0.75, 1.25, .., 2.75, each rounded to nearest. They alternate in sign. */
const ERFCX: readonly (readonly number[])[] = [
  [
    0.5069376502931449, -0.3679726916557954, 0.2309581315512983, -0.1298360619948811, 0.06679054252756873, -0.03189726203968182,
    0.014289198665935787, -0.006051532297208567, 0.0024376373607573405, -0.0009385120614756802, 0.0003467506629301161,
    -0.00012335437532328967, 4.237248023960813e-5, -1.4088463868243626e-5, 4.543733191203631e-6, -1.424088529978787e-6,
    4.3445834921494253e-7, -1.2920526683148003e-7, 3.750604434348139e-8,
  ],
  [
    0.3678229164523611, -0.20882187596460985, 0.1067955714965988, -0.05021827439590757, 0.022011364250857163, -0.009081627632934445,
    0.003553109903229703, -0.0013257829296849475, 0.00047397031028087965, -0.00016296000929641064, 5.405405973207327e-5,
    -1.734407902387619e-5, 5.3956601587046725e-6, -1.630692896230054e-6, 4.796134340595864e-7, -1.374901471540761e-7, 3.8468843764623906e-8,
    -1.051812852332897e-8,
  ],
  [
    0.2849722347374364, -0.1309763455144852, 0.05576363008708727, -0.022259995241388327, 0.008404319207328847, -0.0030209746514251374,
    0.0010392045224449525, -0.00034353335347042023, 0.00010950528846792923, -3.3755355255898685e-5, 1.0086683354021308e-5,
    -2.927938070247526e-6, 8.271319551813563e-7, -2.2776263825848503e-7, 6.122104831842964e-8, -1.6083440493497754e-8,
    4.1343784318510716e-9,
  ],
  [
    0.23108725873039188, -0.08848650280874916, 0.03199262741070626, -0.011002060756440047, 0.0036189953543580788, -0.0011437284836537476,
    0.00034853542204571556, -0.00010272108115739644, 2.9353247360393394e-5, -8.150283243669179e-6, 2.2030220124275485e-6,
    -5.806334028558536e-7, 1.4943280933364636e-7, -3.7601474131561415e-8, 9.26135607680474e-9, -2.235123061166767e-9,
  ],
  [
    0.1936620962790687, -0.06323763756063484, 0.019758592987322864, -0.005934337896997976, 0.0017195818852892143, -0.0004821950849810549,
    0.0001311818005304378, -3.469860957781456e-5, 8.94015604786194e-6, -2.247373432487606e-6, 5.519758217042046e-7, -1.3262544050928062e-7,
    3.120931005061381e-8, -7.19997505693733e-9, 1.6299112348623071e-9, -3.623625548087981e-10,
  ],
];

/**
 * e^(x^2) erfc(x), x in [c - 1/4, c + 1/4]: the remainder is below 0.01 u. The terms fall by a factor of 0.19 at least, so Horner's rule (product and sum of
 * every step, each coefficient off by u/2) is off by 2.5 u times the sum of the sizes, which is erfcx(c - 1/4) <= 1.44 erfcx(c + 1/4); h is exact. 4 u.
 */
function scaledTail(x: number): number {
  const j = Math.min(4, Math.floor(2 * x) - 1);
  const h = x - (0.75 + j / 2);
  return (ERFCX[j] ?? []).reduceRight((sum, coefficient) => coefficient + h * sum, 0);
}

/**
 * The same for x >= 3: Laplace's continued fraction 1 / (x + (1/2) / (x + 1 / (x + (3/2) / ..))) / sqrt(pi). All terms are positive, so a step's error is passed on
 * damped by t / (x + t) < 1/3: 2 u a step sum to 3 u. Consecutive convergents lie on both sides of the limit; at x = 3 the 37th is off by 0.005 u, and the
 * more x, the less a step passes on.
 */
function scaledFarTail(x: number): number {
  let t = 0;
  for (let k = x < 5 ? 37 : 14; k > 0; k--) t = k / 2 / (x + t);
  return ONE_OVER_SQRT_PI / (x + t);
}

/**
 * e^(-x^2): with f the float nearest to x, f^2 is exact and d = (x - f)(x + f), |d| <= 2^-23 x^2 < 1e-4, is off by 2 u of itself; e^-d by its series up to
 * d^3 / 6. exp: 4 u, the series 1.1 u, the product u: 7 u. Where x^2 > 746 it is 0.
 */
function gauss(x: number): number {
  if (!(Math.abs(x) < 27.4)) return Number.isNaN(x) ? NaN : 0;
  const f = Math.fround(x);
  const d = (x - f) * (x + f);
  return exp(-f * f) * (1 - d * (1 - d * (0.5 - d / 6)));
}

/**
 * x times a series in y = x^2 for |x| <= 1/2: 2 / sqrt(pi) (1 - y/3 + y^2/10 - ..), up to y^12 (y^13 / 13! / 27 < 1e-18). The bracket is 1 - c with c < 0.08, off
 * by 1.3 u; the constant by u/2, two products: 4 u.
 */
function erfOfSmall(x: number): number {
  const y = x * x;
  let p = 1 / 11975040000;
  p = 1 / 918086400 - y * p;
  p = 1 / 76204800 - y * p;
  p = 1 / 6894720 - y * p;
  p = 1 / 685440 - y * p;
  p = 1 / 75600 - y * p;
  p = 1 / 9360 - y * p;
  p = 1 / 1320 - y * p;
  p = 1 / 216 - y * p;
  p = 1 / 42 - y * p;
  p = 1 / 10 - y * p;
  p = 1 / 3 - y * p;
  return x * (TWO_OVER_SQRT_PI * (1 - y * p));
}

/** erfc(x) for x >= 1/2: the gaussian 7 u, the tail 6 u, their product u. */
function upperTail(x: number): number {
  return gauss(x) * (x < 3 ? scaledTail(x) : scaledFarTail(x));
}

/**
 * The error function with relative error <= {@link ERF_UNITS} u. |x| < 1/2: 4 u. Up to 6: 1 - erfc(|x|), 14 u of erfc <= 0.48 and one rounding, relative to
 * erf >= 0.52: 14 u. Beyond 6: 1, off by erfc(6) < 3e-17.
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.5) return erfOfSmall(x);
  const y = a > 6 ? 1 : 1 - upperTail(a);
  return x < 0 ? -y : y;
}

/** 1 - erf(x), relatively precise in its upper tail too: 14 u; (4 u * 0.52 + u) / 0.48 between. */
export function erfc(x: number): number {
  if (Math.abs(x) < 0.5) return 1 - erfOfSmall(x);
  return x < 0 ? 2 - upperTail(-x) : upperTail(x);
}

/** The derivative of erf, 2 / sqrt(pi) e^(-x^2): 7 u, the constant and the product 1.5 u. */
export function erfSlope(x: number): number {
  return TWO_OVER_SQRT_PI * gauss(x);
}
