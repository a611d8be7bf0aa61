import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Relaxation } from '../../src/activations/activation.js';
import { activations } from '../../src/activations/registry.js';
import { intervals } from '../support/intervals.js';
import { worstViolation } from '../support/violation.js';

const relaxations: readonly Relaxation[] = ['adaptive', 'fastlin'];
const cases = activations.flatMap((kind) => kind.samples.map((parameters) => ({ kind, parameters })));

describe.each(cases)('$kind.name $parameters', ({ kind, parameters }) => {
  const activation = kind.create(parameters);

  it.each(relaxations)('has lines and a range that hold for every real number (%s)', (relaxation) => {
    fc.assert(
      fc.property(intervals, ([lower, upper]) => {
        const { excess, where } = worstViolation(activation, lower, upper, relaxation);
        if (excess > 0) throw new Error(`${where}: off by ${excess}`);
      }),
      { numRuns: 400 },
    );
  });

  it('is linear only where both lines are the function itself', () => {
    const lines = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
    fc.assert(
      fc.property(intervals, ([lower, upper]) => {
        if (!activation.isLinear(lower, upper)) return;
        activation.relax(lower, upper, 'adaptive', lines);
        // Two equal lines that both hold, by the test above, leave no room for anything but f.
        expect([lines.lowerSlope, lines.lowerIntercept]).toEqual([lines.upperSlope, lines.upperIntercept]);
      }),
      { numRuns: 400 },
    );
  });
});
