import type { GateOutcome } from '../gate/outcome.js';
import { EXIT, type ExitCode } from './exit-codes.js';

/** From the worst to the best: the code of a gate is the worst that one of its models has. */
const SEVERITY: readonly ExitCode[] = [
  EXIT.interrupted,
  EXIT.internal,
  EXIT.usage,
  EXIT.invalid,
  EXIT.gateFailed,
  EXIT.inconclusive,
  EXIT.done,
];

/** The worst of exit codes; that of nothing at all is a failure. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return SEVERITY.find((code) => codes.includes(code)) ?? EXIT.gateFailed;
}

/** The exit code of checks alone. No checks are no pass. */
export function exitCodeOfChecks(checks: GateOutcome['models'][number]['checks']): ExitCode {
  if (checks.length === 0 || checks.some(({ status }) => status === 'failed')) return EXIT.gateFailed;
  return checks.some(({ status }) => status === 'unknown') ? EXIT.inconclusive : EXIT.done;
}

/** What an exit code means for a gate. */
export function statusOf(code: ExitCode): GateOutcome['status'] {
  switch (code) {
    case EXIT.done:
      return 'passed';
    case EXIT.gateFailed:
      return 'failed';
    case EXIT.inconclusive:
      return 'inconclusive';
    case EXIT.interrupted:
      return 'interrupted';
    default:
      return 'error';
  }
}
