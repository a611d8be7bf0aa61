import { describe, expect, it } from 'vitest';
import type { Activation, Interval, LinearRelaxation } from '../../src/activations/activation.js';
import { activation } from '../../src/activations/registry.js';
import { monotoneStep } from '../../src/activations/shapes/monotone-step.js';
import { stepFunction } from '../../src/activations/shapes/step-function.js';
import { add, dyadic, multiply } from '../support/dyadic.js';
import { sign, subtract } from '../support/dyadic-parts.js';
import { ulpsFrom } from '../support/intervals.js';
import { definitionOf } from '../support/precise-activations.js';

type Proposal = Pick<Activation, 'relax' | 'range'>;

/** On both sides of each jump, one ulp away and on it, and between the jumps. */
function around(jumps: readonly number[]): number[] {
  const between = jumps.map((jump, i) => (jump + (jumps[i + 1] ?? jump + 1)) / 2);
  return [...jumps.flatMap((jump) => [ulpsFrom(jump, -1), jump, ulpsFrom(jump, 1)]), ...between, jumps[0]! - 1].sort((a, b) => a - b);
}

/** The first point at which lines or range of `proposal` are broken by `subject`, over all intervals with ends around the jumps; null: none. */
function violation(subject: Activation, jumps: readonly number[], proposal: Proposal): string | null {
  const f = definitionOf(subject);
  const points = around(jumps);
  const values = points.map((x) => f(dyadic(x)));
  const lines: LinearRelaxation = { lowerSlope: NaN, lowerIntercept: NaN, upperSlope: NaN, upperIntercept: NaN };
  const range: Interval = { lower: NaN, upper: NaN };
  for (const [i, lower] of points.entries()) {
    for (const [j, upper] of points.entries()) {
      if (j < i) continue;
      proposal.relax(lower, upper, 'adaptive', lines);
      proposal.range(lower, upper, range);
      for (let k = i; k <= j; k++) {
        const [x, value] = [dyadic(points[k]!), values[k]!];
        const below = subtract(value, add(multiply(dyadic(lines.lowerSlope), x), dyadic(lines.lowerIntercept)));
        const above = subtract(add(multiply(dyadic(lines.upperSlope), x), dyadic(lines.upperIntercept)), value);
        const inRange = [subtract(value, dyadic(range.lower)), subtract(dyadic(range.upper), value)];
        if ([below, above, ...inRange].some((room) => sign(room) < 0)) return `at ${points[k]} on [${lower}, ${upper}]`;
      }
    }
  }
  return null;
}

const tenth = Math.fround(0.1);
const cases: readonly (readonly [string, Activation, readonly number[]])[] = [
  ['quantize by 0.1', activation('quantize', { scale: tenth, zero: 2, min: 0, max: 6 }), [-1.5, -0.5, 0.5, 1.5, 2.5, 3.5].map((k) => k * tenth)],
  ['quantize by a third, far from 0', activation('quantize', { scale: Math.fround(1 / 3), zero: -120, min: -2, max: 2 }), [118.5, 119.5, 120.5, 121.5].map((k) => k * Math.fround(1 / 3))],
  ...[0, 0.5, 1].map((tie) => [`5 states, tie ${tie}`, activation('n-state', { states: 5, spacing: 0.1, tie }), [-1.5, -0.5, 0.5, 1.5].map((k) => k * 0.1)] as const),
  ['4 states 2/3 apart', activation('n-state', { states: 4, spacing: 2 / 3 }), [-2 / 3, 0, 2 / 3]],
  ['steps up and down', activation('staircase', { level0: 0.1, threshold1: -0.7, value1: 5, level1: -1, threshold2: 0.1, value2: -3, level2: 2, threshold3: 0.3, value3: 0, level3: 1.9 }), [-0.7, 0.1, 0.3]],
]; // prettier-ignore

describe.each(cases)('%s', (_, subject, jumps) => {
  it('is sound at its jumps and one ulp beside them', () => {
    expect(violation(subject, jumps, subject)).toBeNull();
  });

  it('has exact ranges, and one exact line twice on each plateau', () => {
    const points = around(jumps);
    const range: Interval = { lower: NaN, upper: NaN };
    const lines: LinearRelaxation = { lowerSlope: NaN, lowerIntercept: NaN, upperSlope: NaN, upperIntercept: NaN };
    const faults: string[] = [];
    for (const [i, lower] of points.entries()) {
      for (const upper of points.slice(i)) {
        const inside = points.filter((x) => x >= lower && x <= upper).map((x) => subject.evaluate(x));
        subject.range(lower, upper, range);
        if (range.lower !== Math.min(...inside) || range.upper !== Math.max(...inside)) faults.push(`range of [${lower}, ${upper}]`);
        if (!subject.isLinear(lower, upper)) continue;
        subject.relax(lower, upper, 'adaptive', lines);
        const level = inside[0]! + 0;
        const expected = { lowerSlope: 0, lowerIntercept: level, upperSlope: 0, upperIntercept: level };
        if (JSON.stringify(lines) !== JSON.stringify(expected)) faults.push(`lines of [${lower}, ${upper}] ${JSON.stringify(lines)}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('is caught with a jump one ulp off', () => {
    const moved = (x: number) => ulpsFrom(x, 1);
    const late: Proposal = {
      range: (lower, upper, out) => subject.range(moved(lower), moved(upper), out),
      relax: (lower, upper, relaxation, out) => subject.relax(moved(lower), moved(upper), relaxation, out),
    };
    expect(violation(subject, jumps, late)).not.toBeNull();
  });
});

describe('many states, their jumps and levels rounded', () => {
  it.each([
    [909, 0.30000000000000004, 596, 834],
    [909, 0.30000000000000004, 402, 615],
    [301, 0.1, 3, 290],
  ])('%s states %s apart: no corner between the outermost crosses a line', (states, spacing, first, last) => {
    const subject = activation('n-state', { states, spacing, tie: 1 });
    const jump = (k: number) => spacing * (k - states / 2);
    const lines: LinearRelaxation = { lowerSlope: NaN, lowerIntercept: NaN, upperSlope: NaN, upperIntercept: NaN };
    const faults: number[] = [];
    for (const share of [1e-3, 0.2, 0.5, 0.9]) {
      subject.relax(jump(first) - share * spacing, jump(last) + share * spacing, 'adaptive', lines);
      for (let k = first; k <= last; k++) {
        const x = dyadic(jump(k));
        const line = (slope: number, intercept: number) => add(multiply(dyadic(slope), x), dyadic(intercept));
        // The limits on both sides of the jump.
        const [below, above] = [ulpsFrom(jump(k), -1), jump(k)].map((point) => dyadic(subject.evaluate(point)));
        const room = [
          subtract(below!, line(lines.lowerSlope, lines.lowerIntercept)),
          subtract(line(lines.upperSlope, lines.upperIntercept), above!),
        ];
        if (room.some((left) => sign(left) < 0)) faults.push(k);
      }
    }
    expect(faults).toEqual([]);
  });
});

describe('a range', () => {
  it('holds an error of the levels that is nothing beside them', () => {
    const range: Interval = { lower: NaN, upper: NaN };
    activation('staircase', { level0: -1000, threshold1: 0, value1: 0, level1: 1000, error: 1e-20 }).range(-1, 1, range);
    expect(range.lower).toBeLessThan(-1000);
    expect(range.upper).toBeGreaterThan(1000);
  });
});

describe('mistakes that are caught', () => {
  const jumps = [-0.5, 0.5, 1.5];
  const subject = activation('n-state', { states: 4, spacing: 1, tie: 0.5 });
  const levels = [-1, -1 / 3, 1 / 3, 1];

  it('the limit of one side forgotten', () => {
    const thresholds = [-1, 0, 1];
    const indexAt = (x: number) => thresholds.filter((t) => t <= x).length;
    const stairs = { value: (x: number) => subject.evaluate(x), first: 1, last: 3, position: (k: number) => k - 2, units: 0, indexAt };
    const level = (k: number) => levels[k - 1]!;
    const sound = monotoneStep('n-state', subject.parameters, { ...stairs, level }, 100);
    const mutant = monotoneStep('n-state', subject.parameters, { ...stairs, level: (k) => subject.evaluate(k - 2) }, 100);
    expect([violation(subject, thresholds, sound), violation(subject, thresholds, mutant) === null]).toEqual([null, false]);
  });

  it('the value at a threshold forgotten', () => {
    const parameters = { level0: 0, threshold1: 0.5, value1: 7, level1: 1 };
    const spiked = activation('staircase', parameters);
    const mutant = stepFunction('staircase', parameters, { thresholds: [0.5], values: [0.5], levels: [0, 1], error: 0 });
    expect([violation(spiked, jumps, spiked), violation(spiked, jumps, mutant) === null]).toEqual([null, false]);
  });

  it('the error of levels forgotten', () => {
    const parameters = { level0: 0, threshold1: 0.5, value1: 1, level1: 1 };
    const off = activation('staircase', { ...parameters, level1: 1 + 2 ** -20, value1: 1 + 2 ** -20 });
    const covered = activation('staircase', { ...parameters, error: 2 ** -20 });
    expect([violation(off, jumps, covered), violation(off, jumps, activation('staircase', parameters)) === null]).toEqual([null, false]);
  });
});
