import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { activations } from '../../src/activations/registry.js';
import { intervals } from '../support/intervals.js';
import { choicesOf, worstViolation } from '../support/violation.js';

const cases = activations.flatMap((kind) =>
  kind.samples.map((parameters) => ({ name: kind.name, parameters, activation: kind.create(parameters) })),
);

describe.each(cases)('$name $parameters', ({ activation }) => {
  it.each(choicesOf(activation))('has lines and a range that hold for every real number (%s)', (relaxation) => {
    fc.assert(
      fc.property(intervals, ([lower, upper]) => {
        const { excess, where } = worstViolation(activation, lower, upper, relaxation);
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
