import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputReport } from '../../src/report/schema.js';
import { verdictAt } from '../../src/gate/verdict-at.js';
import { report } from './reports.js';

function at(input: Partial<InputReport>, epsilon: number, asked?: number): string | null {
  const { inputs, settings } = report([input], asked);
  return verdictAt(inputs[0]!, settings, epsilon);
}

describe('what a result proves at an epsilon', () => {
  it.each<[string, Partial<InputReport>, number, number | undefined, string | null]>([
    ['certified up to the radius', { certifiedRadius: 0.1 }, 0.1, undefined, 'certified'],
    ['not beyond it, not by the precision either', { certifiedRadius: 0.1 }, 0.1 * (1 + 1e-15), undefined, null],
    ['falsified from the attack on', { certifiedRadius: 0.1, attackedRadius: 0.2 }, 0.2, undefined, 'falsified'],
    ['open between them', { certifiedRadius: 0.1, attackedRadius: 0.2 }, 0.15, undefined, null],
    ['a radius of 0 certifies nothing, not even at 0', { certifiedRadius: 0 }, 0, undefined, null],
    ['no bound of what is certified is taken from radiusUnbounded', { certifiedRadius: 1, radiusUnbounded: true }, 2, undefined, null],
    ['a verdict holds at its epsilon', { verdict: 'unknown' }, 0.1, 0.1, 'unknown'],
    ['certified holds below', { verdict: 'certified' }, 0.05, 0.1, 'certified'],
    ['certified says nothing above', { verdict: 'certified' }, 0.11, 0.1, null],
    ['falsified holds above', { verdict: 'falsified' }, 0.11, 0.1, 'falsified'],
    ['falsified says nothing below', { verdict: 'falsified' }, 0.09, 0.1, null],
    ['further verdicts count', { certifiedRadius: 0.1, verdicts: [{ epsilon: 0.2, verdict: 'certified' }] }, 0.15, undefined, 'certified'],
    ['misclassified is falsified', { status: 'misclassified' }, 0.01, undefined, 'falsified'],
    ['an error is never more than unknown', { status: 'error', certifiedRadius: 1, verdict: 'certified' }, 0.01, undefined, 'unknown'],
  ])('%s', (_, input, epsilon, asked, expected) => {
    expect(at(input, epsilon, asked)).toBe(expected);
  });

  it('is never certified beyond all that was certified', () => {
    const number = fc.double({ min: 0, max: 1, noNaN: true });
    const verdict = fc.constantFrom('certified' as const, 'falsified' as const, 'unknown' as const);
    fc.assert(
      fc.property(number, fc.array(fc.record({ epsilon: number, verdict }), { maxLength: 3 }), number, (radius, verdicts, epsilon) => {
        const proved = Math.max(radius, ...verdicts.filter((one) => one.verdict === 'certified').map((one) => one.epsilon));
        return at({ certifiedRadius: radius, verdicts }, epsilon) !== 'certified' || epsilon <= proved;
      }),
    );
  });
});
