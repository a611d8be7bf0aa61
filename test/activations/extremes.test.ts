import { describe, expect, it } from 'vitest';
import { activations } from '../../src/activations/registry.js';
import { choicesOf, worstViolation } from '../support/violation.js';

const cases = activations.flatMap((kind) =>
  kind.samples.map((parameters) => ({ name: kind.name, parameters, kind, activation: kind.create(parameters) })),
);

describe('where arithmetic is at its worst', () => {
  const points = [0, 5e-324, 2 ** -1022, 1e-17, 1e-8, 1, 37, 745, 1e16, 1e300];
  const ends = points.flatMap((x) => [x, -x]);
  const hard = ends.flatMap((a) => ends.filter((b) => a <= b).map((b) => [a, b] as const));

  it.each(cases)('$name $parameters is sound and finite on intervals between extreme numbers', ({ kind, activation }) => {
    let worst = { excess: 0, where: 'nowhere' };
    for (const relaxation of choicesOf(activation)) {
      for (const [lower, upper] of hard) {
        if (!(kind.domain?.(lower, upper, activation.parameters) ?? true)) continue;
        const violation = worstViolation(activation, lower, upper, relaxation);
        if (violation.excess > worst.excess) worst = violation;
      }
    }
    expect(worst).toEqual({ excess: 0, where: 'nowhere' });
  });

  it.each(cases)('$name $parameters gives no NaN up to the largest double', ({ activation }) => {
    const far = Number.MAX_VALUE;
    const lines = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
    const range = { lower: 0, upper: 0 };
    const faults: string[] = [];
    for (const [lower, upper] of [
      [-far, far],
      [-far, -far],
      [far, far],
      [-far, 0],
      [0, far],
      [-far, -1],
      [1, far],
      [-1, far],
      [-far, 1],
    ] as const) {
      for (const relaxation of choicesOf(activation)) {
        activation.relax(lower, upper, relaxation, lines);
        activation.range(lower, upper, range);
        const numbers = [...Object.values<number>({ ...lines }), range.lower, range.upper];
        // An infinity may stand only on its sound side.
        const sound =
          range.lower < Infinity && range.upper > -Infinity && lines.lowerIntercept < Infinity && lines.upperIntercept > -Infinity;
        if (numbers.some(Number.isNaN) || !sound) faults.push(`[${lower}, ${upper}] ${relaxation}: ${numbers.join(', ')}`);
      }
    }
    expect(faults).toEqual([]);
  });
});
