import type { Activation, Interval, LinearRelaxation, Relaxation } from '../../src/activations/activation.js';
import { add, dyadic, type Dyadic, multiply, ZERO } from './dyadic.js';
import { less, sign, subtract, toNumber } from './dyadic-parts.js';
import { samplesOf } from './intervals.js';
import { allowance } from './precise.js';
import { definitionOf } from './precise-activations.js';

/** What is checked: anything that proposes lines and a range for an activation. */
export type Proposal = Pick<Activation, 'relax' | 'range'>;

export interface Violation {
  /** By how much a bound is broken for certain, 0 if none is. */
  readonly excess: number;
  readonly where: string;
}

const SOUND: Violation = { excess: 0, where: 'nowhere' };

/** Above this share of the magnitudes involved, double arithmetic is enough to see that a bound holds. */
const CLEAR = 1e-12;

/**
 * The worst proven violation of the lines and of the range of `proposal` for `activation` on [lower, upper]: evaluated in exact arithmetic
 * at samples and where a line comes nearest to the function; only the error of the high-precision reference is allowed (2^-200).
 */
export function worstViolation(
  activation: Activation,
  lower: number,
  upper: number,
  relaxation: Relaxation,
  proposal: Proposal = activation,
): Violation {
  const lines: LinearRelaxation = { lowerSlope: NaN, lowerIntercept: NaN, upperSlope: NaN, upperIntercept: NaN };
  const range: Interval = { lower: NaN, upper: NaN };
  proposal.relax(lower, upper, relaxation, lines);
  proposal.range(lower, upper, range);
  const numbers = [...Object.values(lines), range.lower, range.upper];
  if (!numbers.every(Number.isFinite)) return { excess: Infinity, where: `not finite: ${numbers.join(', ')}` };
  const bounds = [
    { name: 'upper line', side: 1, slope: lines.upperSlope, intercept: lines.upperIntercept },
    { name: 'lower line', side: -1, slope: lines.lowerSlope, intercept: lines.lowerIntercept },
    { name: 'range.upper', side: 1, slope: 0, intercept: range.upper },
    { name: 'range.lower', side: -1, slope: 0, intercept: range.lower },
  ] as const;
  let worst = SOUND;
  const samples = samplesOf(lower, upper);
  for (const bound of bounds) {
    const room = (x: number) => bound.side * (bound.slope * x + bound.intercept - activation.evaluate(x));
    for (const x of [...samples, nearest(samples, room)]) {
      const magnitude = Math.abs(bound.slope * x) + Math.abs(bound.intercept) + Math.abs(activation.evaluate(x));
      if (magnitude > 1e-280 && room(x) > CLEAR * magnitude) continue;
      const excess = toNumber(exactExcess(activation, bound.side, bound.slope, bound.intercept, x));
      if (excess > worst.excess) worst = { excess, where: `${bound.name} at ${x} on [${lower}, ${upper}] ${relaxation}` };
    }
  }
  return worst;
}

/** max(0, side (f(x) - slope x - intercept) - the error of the reference). */
function exactExcess(activation: Activation, side: 1 | -1, slope: number, intercept: number, x: number): Dyadic {
  const point = dyadic(x);
  const value = definitionOf(activation)(point);
  const line = add(multiply(dyadic(slope), point), dyadic(intercept));
  const difference = side === 1 ? subtract(value, line) : subtract(line, value);
  const excess = subtract(difference, allowance(value));
  if (sign(excess) <= 0) return ZERO;
  // Underflow to 0 must not hide a violation.
  return less(excess, { mantissa: 1n, exponent: -1074 }) ? { mantissa: 1n, exponent: -1074 } : excess;
}

/** Golden-section search for the least room around the sample that has the least. */
function nearest(samples: readonly number[], room: (x: number) => number): number {
  let best = 0;
  const rooms = samples.map(room);
  for (const [i, r] of rooms.entries()) if (r < (rooms[best] ?? Infinity)) best = i;
  let a = samples[Math.max(0, best - 1)] ?? NaN;
  let b = samples[Math.min(samples.length - 1, best + 1)] ?? NaN;
  for (let round = 0; round < 60; round++) {
    const c = a + (b - a) * 0.382;
    const d = a + (b - a) * 0.618;
    if (room(c) <= room(d)) b = d;
    else a = c;
  }
  return a;
}
