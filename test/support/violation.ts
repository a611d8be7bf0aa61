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

/** Every choice of lines that an activation knows. */
export function choicesOf(activation: Activation): Relaxation[] {
  return [...new Set<Relaxation>(['adaptive', 'fastlin', ...activation.alternatives])];
}

interface Bound {
  readonly name: string;
  readonly side: 1 | -1;
  readonly slope: number;
  readonly intercept: number;
}

/** Above this share of the magnitudes involved, double arithmetic is enough to see that a bound holds. */
const CLEAR = 1e-12;

const SMALLEST: Dyadic = { mantissa: 1n, exponent: -1074 };

/**
 * The worst proven violation of the lines and of the range of `proposal` for `activation` on [lower, upper]: evaluated in exact arithmetic
 * at samples and where a bound comes nearest to the function; only the error of the high-precision reference is allowed (2^-200).
 */
export function worstViolation(
  activation: Activation,
  lower: number,
  upper: number,
  relaxation: Relaxation,
  proposal: Proposal = activation,
): Violation {
  const bounds = boundsOf(proposal, lower, upper, relaxation);
  const infinite = bounds.find((bound) => !Number.isFinite(bound.slope + bound.intercept));
  if (infinite !== undefined) return { excess: Infinity, where: `${infinite.name} is not finite on [${lower}, ${upper}] ${relaxation}` };
  const samples = samplesOf(lower, upper);
  const values = samples.map((x) => activation.evaluate(x));
  let worst: Violation = { excess: 0, where: 'nowhere' };
  for (const bound of bounds) {
    const look = (x: number, value: number) => {
      const room = roomAt(bound, x, value);
      const magnitude = Math.abs(bound.slope * x) + Math.abs(bound.intercept) + Math.abs(value);
      if (magnitude > 1e-280 && room > CLEAR * magnitude) return;
      const excess = toNumber(exactExcess(activation, bound, x));
      if (excess > worst.excess) worst = { excess, where: `${bound.name} at ${x} on [${lower}, ${upper}] ${relaxation}` };
    };
    for (const [i, x] of samples.entries()) look(x, values[i] ?? NaN);
    const closest = nearest(activation, bound, samples, values);
    look(closest, activation.evaluate(closest));
  }
  return worst;
}

function boundsOf(proposal: Proposal, lower: number, upper: number, relaxation: Relaxation): readonly Bound[] {
  const lines: LinearRelaxation = { lowerSlope: NaN, lowerIntercept: NaN, upperSlope: NaN, upperIntercept: NaN };
  const range: Interval = { lower: NaN, upper: NaN };
  proposal.relax(lower, upper, relaxation, lines);
  proposal.range(lower, upper, range);
  return [
    { name: 'upper line', side: 1, slope: lines.upperSlope, intercept: lines.upperIntercept },
    { name: 'lower line', side: -1, slope: lines.lowerSlope, intercept: lines.lowerIntercept },
    { name: 'range.upper', side: 1, slope: 0, intercept: range.upper },
    { name: 'range.lower', side: -1, slope: 0, intercept: range.lower },
  ];
}

function roomAt({ side, slope, intercept }: Bound, x: number, value: number): number {
  return side * (slope * x + intercept - value);
}

/** max(0, side (f(x) - slope x - intercept) - the error of the reference), where an excess below the smallest double counts as that double. */
function exactExcess(activation: Activation, { side, slope, intercept }: Bound, x: number): Dyadic {
  const point = dyadic(x);
  const value = definitionOf(activation)(point);
  const line = add(multiply(dyadic(slope), point), dyadic(intercept));
  const excess = subtract(side === 1 ? subtract(value, line) : subtract(line, value), allowance(value));
  if (sign(excess) <= 0) return ZERO;
  return less(excess, SMALLEST) ? SMALLEST : excess;
}

/** Golden-section search for the least room around the sample that has the least. */
function nearest(activation: Activation, bound: Bound, samples: readonly number[], values: readonly number[]): number {
  let best = 0;
  let least = Infinity;
  for (const [i, x] of samples.entries()) {
    const room = roomAt(bound, x, values[i] ?? NaN);
    if (room < least) [best, least] = [i, room];
  }
  let a = samples[Math.max(0, best - 1)] ?? NaN;
  let b = samples[Math.min(samples.length - 1, best + 1)] ?? NaN;
  const room = (x: number) => roomAt(bound, x, activation.evaluate(x));
  for (let round = 0; round < 40; round++) {
    const c = a + (b - a) * 0.382;
    const d = a + (b - a) * 0.618;
    if (room(c) <= room(d)) b = d;
    else a = c;
  }
  return a;
}
