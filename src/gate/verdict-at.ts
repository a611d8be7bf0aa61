import type { Verdict } from '../certify/result.js';
import type { CertifyReport, InputReport } from '../report/schema.js';

/**
 * What the result of an input proves at an epsilon; null: nothing, as it was not asked there. What is certified is so at every smaller
 * epsilon, what is falsified at every larger one. `unknown`: it was asked there, in vain.
 */
export function verdictAt(input: InputReport, settings: Pick<CertifyReport['settings'], 'epsilon'>, epsilon: number): Verdict | null {
  if (input.status === 'error') return 'unknown';
  if (input.status === 'misclassified') return 'falsified';
  const known = knownVerdicts(input, settings);
  if (known.some(({ verdict, epsilon: at }) => verdict === 'certified' && at >= epsilon)) return 'certified';
  if (known.some(({ verdict, epsilon: at }) => verdict === 'falsified' && at <= epsilon)) return 'falsified';
  return known.some(({ epsilon: at }) => at === epsilon) ? 'unknown' : null;
}

function knownVerdicts(input: InputReport, settings: Pick<CertifyReport['settings'], 'epsilon'>): { epsilon: number; verdict: Verdict }[] {
  const { verdict, verdicts = [], certifiedRadius, attackedRadius } = input;
  return [
    ...verdicts,
    ...(verdict === undefined || settings.epsilon === undefined ? [] : [{ epsilon: settings.epsilon, verdict }]),
    ...(typeof certifiedRadius === 'number' && certifiedRadius > 0 ? [{ epsilon: certifiedRadius, verdict: 'certified' as const }] : []),
    ...(typeof attackedRadius === 'number' ? [{ epsilon: attackedRadius, verdict: 'falsified' as const }] : []),
  ];
}
