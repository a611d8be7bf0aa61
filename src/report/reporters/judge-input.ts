import { roundedDown, roundedUp } from '../numbers.js';
import type { CertifyReport, InputReport } from '../schema.js';

/** What became of an input. */
export type InputFate = 'certified' | 'misclassified' | 'falsified' | 'unknown' | 'timeout' | 'error';

/** What became of an input, and the same in a few words. */
export interface InputJudgement {
  readonly fate: InputFate;
  readonly text: string;
}

/** Judges an input as a test that was to be certified: at the epsilon, or with a radius above 0. */
export function judgeInput(input: InputReport, settings: CertifyReport['settings']): InputJudgement {
  const { status, error, label, prediction, verdict } = input;
  const at = `at ${settings.norm} ${settings.epsilon}`;
  if (error !== undefined) return { fate: 'error', text: `${error.code}: ${error.message}` };
  if (status === 'error') return { fate: 'error', text: 'not evaluated' };
  if (status === 'misclassified') return { fate: 'misclassified', text: `classified as ${prediction ?? '-'} instead of ${label ?? '-'}` };
  if (verdict === 'certified') return { fate: 'certified', text: `certified ${at}` };
  if (verdict === 'falsified') return { fate: 'falsified', text: `falsified ${at}${counterexample(input)}` };
  if (status === 'timeout') return { fate: 'timeout', text: `timed out${verdict === undefined ? `: ${radius(input)}` : ''}` };
  if (verdict === 'unknown') return { fate: 'unknown', text: `neither certified nor falsified ${at}` };
  return { fate: (input.certifiedRadius ?? 0) > 0 ? 'certified' : 'unknown', text: radius(input) };
}

function counterexample({ counterexample: found }: InputReport): string {
  if (found === undefined) return '';
  return `: a point of class ${found.class} lies in the ball${found.path === undefined ? '' : ` (${found.path})`}`;
}

function radius({ certifiedRadius, attackedRadius, radiusUnbounded }: InputReport): string {
  const proved =
    certifiedRadius === null || certifiedRadius === undefined ? 'no certified radius' : `certified radius ${roundedDown(certifiedRadius)}`;
  if (radiusUnbounded === true) return `${proved}, unbounded`;
  return attackedRadius === null || attackedRadius === undefined ? proved : `${proved}, counterexample at ${roundedUp(attackedRadius)}`;
}

/** `input 12 (0001.png)`. */
export function inputName({ index, name }: InputReport): string {
  return name === undefined ? `input ${index}` : `input ${index} (${name})`;
}
