import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activations } from '../../src/activations/registry.js';
import { intervals, withinDomain } from '../support/intervals.js';
import { choicesOf, worstViolation } from '../support/violation.js';

const cases = activations.flatMap((kind) =>
  kind.samples.map((parameters) => ({ name: kind.name, parameters, kind, activation: kind.create(parameters) })),
);

describe.each(cases)('$name $parameters', ({ kind, activation }) => {
  it.each(choicesOf(activation))('has lines and a range that hold for every real number (%s)', (relaxation) => {
    fc.assert(
      fc.property(intervals, ([lower, upper]) => {
        const ends = withinDomain(kind, activation.parameters, lower, upper);
        if (ends === null) return;
        const { excess, where } = worstViolation(activation, ...ends, relaxation);
        if (excess > 0) throw new Error(`${where}: off by ${excess}`);
      }),
      { numRuns: 200 },
    );
  });

  it('is linear only where both lines are one and the same, whatever the choice of lines', () => {
    const lines = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
    fc.assert(
      fc.property(intervals, fc.constantFrom(...choicesOf(activation)), ([lower, upper], relaxation) => {
        if (!activation.isLinear(lower, upper)) return true;
        activation.relax(lower, upper, relaxation, lines);
        // Two equal lines that both hold, by the test above, leave room for nothing but f.
        return lines.lowerSlope === lines.upperSlope && lines.lowerIntercept === lines.upperIntercept;
      }),
      { numRuns: 300 },
    );
  });
});

const restrictedCases = cases.filter(({ kind, parameters }) => !(kind.domain?.(-(2 ** 80), 2 ** 80, parameters) ?? true));

describe.each(restrictedCases)('outside its domain $name $parameters', ({ kind, activation }) => {
  it('has infinite lines and an infinite range, with which nothing can be certified', () => {
    const lines = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
    const range = { lower: 0, upper: 0 };
    const found = new Set<string>();
    for (const [lower, upper] of [
      [-1, 1],
      [-(2 ** 80), 2 ** 80],
      [0, 2 ** 80],
    ] as const) {
      if (kind.domain?.(lower, upper, activation.parameters) ?? true) continue;
      activation.relax(lower, upper, 'adaptive', lines);
      activation.range(lower, upper, range);
      found.add(JSON.stringify([lines.lowerIntercept, lines.upperIntercept, range.lower, range.upper].map(String)));
    }
    expect([...found]).toEqual(['["-Infinity","Infinity","-Infinity","Infinity"]']);
  });
});
