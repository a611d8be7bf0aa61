import { describe, expect, it } from 'vitest';
import { acos, asin, ASIN_SLOPE_UNITS, ASIN_UNITS, asinSlope } from '../../src/activations/elementary/asin.js';
import { atan, ATAN_SLOPE_UNITS, ATAN_UNITS, atanSlope } from '../../src/activations/elementary/atan.js';
import { erf, erfc, ERFC_UNITS, erfSlope, ERF_SLOPE_UNITS, ERF_UNITS } from '../../src/activations/elementary/erf.js';
import { exp, EXP_UNITS, expm1, EXPM1_UNITS } from '../../src/activations/elementary/exp.js';
import * as hyperbolic from '../../src/activations/elementary/hyperbolic.js';
import { log, log1p, LOG1P_UNITS, LOG_UNITS } from '../../src/activations/elementary/log.js';
import {
  logistic,
  LOGISTIC_SLOPE_UNITS,
  LOGISTIC_UNITS,
  logisticSlope,
  softplus,
  SOFTPLUS_UNITS,
} from '../../src/activations/elementary/logistic.js';
import { expOfMultiple, logParts, pow, POW_UNITS, wholePower } from '../../src/activations/elementary/power.js';
import { cos, sin, SIN_UNITS, tan, TAN_SLOPE_UNITS, TAN_UNITS, tanSlope } from '../../src/activations/elementary/sin.js';
import { tanh, TANH_SLOPE_UNITS, TANH_UNITS, tanhSlope } from '../../src/activations/elementary/tanh.js';
import { add, dyadic, type Dyadic, multiply, negate } from '../support/dyadic.js';
import { absolute, divide, ONE, scale, sign, subtract, toNumber } from '../support/dyadic-parts.js';
import { ulpsFrom } from '../support/intervals.js';
import * as precise from '../support/precise.js';
import * as preciseErf from '../support/precise-erf.js';
import * as trigonometry from '../support/precise-trigonometry.js';
import { Random } from '../support/random.js';

interface Case {
  readonly name: string;
  readonly computed: (x: number) => number;
  readonly exact: (x: Dyadic) => Dyadic;
  /** Claimed bound: units * u * |exact| + floor * 2^-1074. */
  readonly units: number;
  readonly floor: number;
  readonly domain: readonly [number, number];
}

const slopeOf = (f: (x: Dyadic) => Dyadic) => (x: Dyadic) => multiply(f(x), f(negate(x)));
/** 1 / cosh^2 = 4 logistic'(2x). */
const tanhSlopeExact = (x: Dyadic) => scale(slopeOf(precise.logistic)(scale(x, 1)), 2);
const atanSlopeExact = (x: Dyadic) => divide(ONE, add(ONE, multiply(x, x)));
const tanSlopeExact = (x: Dyadic) => divide(ONE, multiply(trigonometry.cos(x), trigonometry.cos(x)));
const oneOver = (square: (x: Dyadic) => Dyadic) => (x: Dyadic) => divide(ONE, precise.sqrt(square(x)));
const squareAnd = (x: Dyadic, constant: number) => add(multiply(x, x), dyadic(constant));
const asinSlopeExact = oneOver((x) => negate(squareAnd(x, -1)));
const asinhSlopeExact = oneOver((x) => squareAnd(x, 1));
const acoshSlopeExact = oneOver((x) => squareAnd(x, -1));
const atanhSlopeExact = (x: Dyadic) => divide(ONE, negate(squareAnd(x, -1)));
const LINE = [-Number.MAX_VALUE, Number.MAX_VALUE] as const;
const INNER = [ulpsFrom(-1, 1), ulpsFrom(1, -1)] as const;
const ABOVE_ONE = [1, Number.MAX_VALUE] as const;

const cases: readonly Case[] = [
  { name: 'exp', computed: exp, exact: precise.exp, units: EXP_UNITS, floor: 1, domain: [-Number.MAX_VALUE, 709.78] },
  { name: 'expm1', computed: expm1, exact: precise.expm1, units: EXPM1_UNITS, floor: 0, domain: [-Number.MAX_VALUE, 709.78] },
  { name: 'log', computed: log, exact: precise.log, units: LOG_UNITS, floor: 0, domain: [5e-324, Number.MAX_VALUE] },
  { name: 'log1p', computed: log1p, exact: precise.log1p, units: LOG1P_UNITS, floor: 0, domain: [ulpsFrom(-1, 1), Number.MAX_VALUE] },
  { name: 'erf', computed: erf, exact: preciseErf.erf, units: ERF_UNITS, floor: 1, domain: LINE },
  { name: 'erfc', computed: erfc, exact: preciseErf.erfc, units: ERFC_UNITS, floor: 2, domain: LINE },
  { name: 'erfSlope', computed: erfSlope, exact: preciseErf.erfSlope, units: ERF_SLOPE_UNITS, floor: 4, domain: LINE },
  { name: 'tanh', computed: tanh, exact: precise.tanh, units: TANH_UNITS, floor: 0, domain: LINE },
  { name: 'tanhSlope', computed: tanhSlope, exact: tanhSlopeExact, units: TANH_SLOPE_UNITS, floor: 16, domain: LINE },
  { name: 'atan', computed: atan, exact: precise.atan, units: ATAN_UNITS, floor: 0, domain: LINE },
  { name: 'atanSlope', computed: atanSlope, exact: atanSlopeExact, units: ATAN_SLOPE_UNITS, floor: 2, domain: LINE },
  { name: 'logistic', computed: logistic, exact: precise.logistic, units: LOGISTIC_UNITS, floor: 2, domain: LINE },
  { name: 'logisticSlope', computed: logisticSlope, exact: slopeOf(precise.logistic), units: LOGISTIC_SLOPE_UNITS, floor: 4, domain: LINE },
  { name: 'softplus', computed: softplus, exact: precise.softplus, units: SOFTPLUS_UNITS, floor: 2, domain: LINE },
  { name: 'sin', computed: sin, exact: trigonometry.sin, units: SIN_UNITS, floor: 0, domain: LINE },
  { name: 'cos', computed: cos, exact: trigonometry.cos, units: SIN_UNITS, floor: 0, domain: LINE },
  { name: 'tan', computed: tan, exact: trigonometry.tan, units: TAN_UNITS, floor: 0, domain: LINE },
  { name: 'tanSlope', computed: tanSlope, exact: tanSlopeExact, units: TAN_SLOPE_UNITS, floor: 0, domain: LINE },
  { name: 'asin', computed: asin, exact: trigonometry.asin, units: ASIN_UNITS, floor: 0, domain: [-1, 1] },
  { name: 'asinSlope', computed: asinSlope, exact: asinSlopeExact, units: ASIN_SLOPE_UNITS, floor: 0, domain: INNER },
  { name: 'acos', computed: acos, exact: trigonometry.acos, units: ASIN_UNITS, floor: 0, domain: [-1, 1] },
  { name: 'sinh', computed: hyperbolic.sinh, exact: trigonometry.sinh, units: hyperbolic.SINH_UNITS, floor: 0, domain: [-709, 709] },
  { name: 'cosh', computed: hyperbolic.cosh, exact: trigonometry.cosh, units: hyperbolic.COSH_UNITS, floor: 0, domain: [-709, 709] },
  { name: 'asinh', computed: hyperbolic.asinh, exact: trigonometry.asinh, units: hyperbolic.ASINH_UNITS, floor: 0, domain: LINE },
  {
    name: 'asinhSlope',
    computed: hyperbolic.asinhSlope,
    exact: asinhSlopeExact,
    units: hyperbolic.ASINH_SLOPE_UNITS,
    floor: 1,
    domain: LINE,
  },
  { name: 'acosh', computed: hyperbolic.acosh, exact: trigonometry.acosh, units: hyperbolic.ACOSH_UNITS, floor: 0, domain: ABOVE_ONE },
  {
    name: 'acoshSlope',
    computed: hyperbolic.acoshSlope,
    exact: acoshSlopeExact,
    units: hyperbolic.ACOSH_SLOPE_UNITS,
    floor: 1,
    domain: [ulpsFrom(1, 1), Number.MAX_VALUE],
  },
  { name: 'atanh', computed: hyperbolic.atanh, exact: trigonometry.atanh, units: hyperbolic.ATANH_UNITS, floor: 0, domain: INNER },
  {
    name: 'atanhSlope',
    computed: hyperbolic.atanhSlope,
    exact: atanhSlopeExact,
    units: hyperbolic.ATANH_SLOPE_UNITS,
    floor: 0,
    domain: INNER,
  },
];

/** Of the doubles up to 2^20 the nearest to a multiple of pi/2, by 2^-60.5: it and its double. */
const NEAR_HALF_TURNS = 45.553093477052;

/** Edge cases, reduction boundaries, every magnitude, and dense random points where the functions bend. */
function points([least, most]: readonly [number, number]): number[] {
  const source = new Random(20190131);
  const random = () => source.next();
  const found = [0, 5e-324, 2 ** -1022, 2 ** -1021, 2 ** -54, 2 ** -53, 2 ** -28, 1e30, 1e154, 1.4e154, 1e300, Number.MAX_VALUE];
  for (const x of [
    0.34657,
    0.55,
    0.4142,
    0.2928,
    0.1875,
    0.125,
    0.5,
    1,
    Math.SQRT2,
    Math.SQRT1_2,
    2,
    22,
    40,
    708.4,
    709.78,
    744,
    745.13,
    745.2,
  ]) {
    for (const n of [-2, -1, 0, 1, 2]) found.push(ulpsFrom(x, n));
  }
  for (let j = 1; j < 16; j++) found.push(ulpsFrom(j / 16, -1), j / 16);
  for (let k = -1074; k < 1024; k += 7) found.push(2 ** k * (k < -1022 ? 1 : 1 + random()));
  for (let k = 0; k < 1075; k += 5) for (const offset of [-0.5, 0.5]) found.push((k + offset) * Math.LN2);
  for (let k = 1; k < 40; k++) for (const half of [0, 0.5]) for (const n of [-1, 0, 1]) found.push(ulpsFrom(((k + half) * Math.PI) / 2, n));
  for (const k of [0, 1, 2]) found.push(ulpsFrom(2 ** 20, k), ulpsFrom(2 ** 28, k), NEAR_HALF_TURNS * 2 ** k);
  for (let k = 0; k < 300; k++) found.push(2 ** 20 * random(), 2 ** 36 * random());
  for (let k = 0; k < 1500; k++) found.push(random(), 1 - random() / 50, 8 * random());
  for (let k = 0; k < 300; k++) found.push(745 * random());
  return found.flatMap((x) => [x, -x]).filter((x) => x >= least && x <= most);
}

/** The error beyond the floor, in units of u |exact|. */
function errorUnits({ computed, exact, floor }: Case, x: number): number {
  const truth = exact(dyadic(x));
  const error = subtract(absolute(subtract(dyadic(computed(x)), truth)), { mantissa: BigInt(floor), exponent: -1074 });
  if (sign(error) <= 0) return 0;
  return sign(truth) === 0 ? Infinity : toNumber(divide(error, absolute(truth))) * 2 ** 53;
}

const exactPower = (x: Dyadic, p: number) => precise.exp(multiply(dyadic(p), precise.log(x)));
/** Above this, x^p or p^x is a double for all x up to 2^1000 that are tried. */
const isDouble = (logarithm: number) => logarithm < 709;

describe('elementary functions against 256-bit arithmetic', () => {
  it.each(cases)('$name keeps its proved bound of $units u', (kase) => {
    let worst = { units: 0, x: 0 };
    for (const x of points(kase.domain)) {
      const units = errorUnits(kase, x);
      if (!(units <= worst.units)) worst = { units, x };
    }
    expect(worst.units, `at ${worst.x}`).toBeLessThanOrEqual(kase.units);
  });

  it.each([0.5, 1.5, -0.5, 1 / 3, -2.75, 0.1, 7.3, 100.5, -700.1, 1e-9])('x to the power %s keeps its proved bound', (p) => {
    let worst = { units: 0, x: 0 };
    for (const x of points([5e-324, Number.MAX_VALUE]).filter((x) => isDouble(p * log(x)) && x > 0)) {
      const units = errorUnits(
        { name: 'pow', computed: (a) => pow(a, p), exact: (a) => exactPower(a, p), units: 0, floor: 2, domain: LINE },
        x,
      );
      if (!(units <= worst.units)) worst = { units, x };
    }
    expect(worst.units, `at ${worst.x}`).toBeLessThanOrEqual(POW_UNITS + Math.abs(p) / 8);
  });

  it.each([2, 10, 0.3, Math.E, 1 + 2 ** -52, 1e300, 5e-324])('%s to the power x keeps its proved bound', (base) => {
    const parts = { high: NaN, low: NaN };
    logParts(base, parts);
    const computed = (x: number) => expOfMultiple(x, parts);
    const exact = (x: Dyadic) => precise.exp(multiply(x, precise.log(dyadic(base))));
    let worst = { excess: 0, x: 0 };
    for (const x of points(LINE).filter((x) => isDouble(x * log(base)))) {
      const units = errorUnits({ name: 'power of a base', computed, exact, units: 0, floor: 2, domain: LINE }, x);
      const excess = units / (5.1 + 0.19 * Math.min(745, Math.abs(x * log(base))));
      if (!(excess <= worst.excess)) worst = { excess, x };
    }
    expect(worst.excess, `at ${worst.x}`).toBeLessThanOrEqual(1);
  });

  it.each([1, 2, 3, 7, 24, 1000])('x to the whole power %i keeps its proved bound', (n) => {
    const exact = (x: Dyadic) => Array.from({ length: n }, () => x).reduce(multiply);
    let worst = { units: 0, x: 0 };
    for (const x of points([-2, 2]).filter((_, i) => i % 11 === 0)) {
      const units = errorUnits({ name: 'power', computed: (a) => wholePower(a, n), exact, units: 0, floor: n, domain: LINE }, x);
      if (!(units <= worst.units)) worst = { units, x };
    }
    expect(worst.units, `at ${worst.x}`).toBeLessThanOrEqual(n - 1);
  });

  it('has the right limits', () => {
    const at = (f: (x: number) => number) => [f(-Infinity), f(-0), f(0), f(Infinity), f(NaN)];
    expect([exp, expm1, tanh, logistic, softplus, atan].map(at)).toEqual([
      [0, 1, 1, Infinity, NaN],
      [-1, -0, 0, Infinity, NaN],
      [-1, -0, 0, 1, NaN],
      [0, 0.5, 0.5, 1, NaN],
      [0, softplus(0), softplus(0), Infinity, NaN],
      [-Math.PI / 2, -0, 0, Math.PI / 2, NaN],
    ]);
    expect([log(0), log(1), log(-1), log(Infinity), log1p(-1), log1p(0), log1p(-2)]).toEqual([
      -Infinity,
      0,
      NaN,
      Infinity,
      -Infinity,
      0,
      NaN,
    ]);
  });

  it('gives the same bits everywhere: a fingerprint of many values', () => {
    let hash = 0n;
    const view = new DataView(new ArrayBuffer(8));
    for (const { computed, domain } of cases) {
      for (const x of points(domain)) {
        view.setFloat64(0, computed(x));
        hash = ((hash ^ view.getBigUint64(0)) * 0x100000001b3n) & 0xffffffffffffffffn;
      }
    }
    expect(hash.toString(16)).toMatchInlineSnapshot(`"692e3377d35d54c0"`);
  });
});
