import { describe, expect, it } from 'vitest';
import type { Activation } from '../../src/activations/activation.js';
import { cos, sin } from '../../src/activations/elementary/sin.js';
import { quarterTurns } from '../../src/activations/elementary/quarter-turns.js';
import { activation } from '../../src/activations/registry.js';
import { wave } from '../../src/activations/shapes/wave.js';
import { ulpsFrom } from '../support/intervals.js';
import { leastArea } from '../support/least-area.js';
import { Random } from '../support/random.js';
import { type Proposal, worstViolation } from '../support/violation.js';

/** Intervals of all widths up to three turns: anywhere up to 2^21, and with ends a few ulps from where a wave bends or turns. */
function intervals(count: number): (readonly [number, number])[] {
  const random = new Random(11);
  const end = () => {
    const n = random.integer(-9, 9) * 2 ** random.integer(0, 16);
    return random.next() < 0.5 ? ulpsFrom(quarterTurns(n), random.integer(-2, 2)) : random.uniform(-1, 1) * 2 ** random.integer(0, 21);
  };
  return Array.from({ length: count }, () => {
    const lower = end();
    const turns = quarterTurns(random.integer(0, 9));
    return [lower, random.next() < 0.3 ? lower + turns : lower + 2 ** random.uniform(-34, 4.2)] as const;
  });
}

function worst(subject: Activation, proposal: Proposal, count: number): { excess: number; where: string } {
  let found = { excess: 0, where: 'nowhere' };
  for (const [lower, upper] of intervals(count)) {
    const violation = worstViolation(subject, lower, upper, 'adaptive', proposal);
    if (violation.excess > found.excess) found = violation;
  }
  return found;
}

/** The wave of the sine with its inflections elsewhere. */
const misplaced = wave('sin', -1, { value: sin, valueError: () => 1e-15, slope: cos, slopeError: () => 1e-15 });
/** That of a sine whose values are taken as exact. */
const exact = wave('sin', 0, { value: sin, valueError: () => 0, slope: cos, slopeError: () => 0 });

describe.each(['sin', 'cos'])('%s', (name) => {
  const subject = activation(name);

  it('has lines and a range that hold far out, and where it bends and turns', () => {
    expect(worst(subject, subject, 1500)).toEqual({ excess: 0, where: 'nowhere' });
  });

  it('has lines of least area wherever it is', () => {
    const random = new Random(12);
    const lines = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
    let area = 0;
    let least = 0;
    for (let i = 0; i < 300; i++) {
      const lower = random.uniform(-300, 300);
      const upper = lower + random.uniform(0.2, 20);
      subject.relax(lower, upper, 'adaptive', lines);
      const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = lines;
      area += ((upperSlope - lowerSlope) * (lower / 2 + upper / 2) + upperIntercept - lowerIntercept) * (upper - lower);
      least += leastArea((x) => subject.evaluate(x), lower, upper);
    }
    expect((area / least - 1) * 100).toBeLessThan(0.1);
  });

  it('is bounded by -1 and 1, no more and no less, over two turns and beyond 2^20', () => {
    const found = [
      [-7, 8],
      [2 ** 21, 2 ** 21],
      [-1e300, 1e300],
    ].map(([lower = NaN, upper = NaN]) => {
      const range = { lower: 0, upper: 0 };
      const lines = { lowerSlope: NaN, lowerIntercept: NaN, upperSlope: NaN, upperIntercept: NaN };
      subject.range(lower, upper, range);
      subject.relax(lower, upper, 'adaptive', lines);
      return [range.lower, range.upper, ...Object.values<number>({ ...lines })];
    });
    expect(found).toEqual(Array.from({ length: 3 }, () => [-1, 1, 0, -1, 0, 1]));
  });
});

describe('mistakes in a wave that are caught', () => {
  it.each([
    ['inflections in the wrong places', misplaced],
    ['values taken as exact', exact],
    ['a cosine', activation('cos')],
  ])('%s', (_name, mutant) => {
    expect(worst(activation('sin'), mutant, 300).excess).toBeGreaterThan(0);
  });
});
