import type { InputReport } from '../report/schema.js';
import type { Group } from './group.js';
import type { GateCheck } from './outcome.js';
import type { GateRule } from './rules.js';

/** What was found out about a threshold, before it is known what undecided inputs mean. */
export interface Finding {
  readonly id: GateRule;
  readonly label: string;
  readonly key: string;
  readonly epsilon?: number;
  readonly group: Group;
  readonly met: boolean;
  /** Missed, but it would be met had all that is undecided come out well. */
  readonly open?: boolean;
  readonly wanted: GateCheck['wanted'];
  readonly got: GateCheck['got'];
  readonly baseline?: GateCheck['baseline'];
  /** The inputs that kept it from being met, the worst first. */
  readonly blame?: readonly InputReport[];
  /** What to say of one that is met, and of one that is missed. */
  readonly found: string;
  readonly advice: string;
}

/**
 * A finding as a check. Undecided inputs are taken for a warning only where some input of the group has been decided: a gate in which nothing came to an end does not pass.
 */
export function checkOf(finding: Finding, unknown: 'fail' | 'warn'): GateCheck {
  const { group, met, open = false, found, advice, blame = [] } = finding;
  const status = met ? 'passed' : !open ? 'failed' : unknown === 'warn' && group.inputs.some(isDecided) ? 'warned' : 'unknown';
  return {
    id: finding.id,
    label: group.label === null ? finding.label : `${finding.label}, class ${group.label}`,
    key: finding.key,
    epsilon: finding.epsilon ?? null,
    class: group.label,
    status,
    wanted: finding.wanted,
    got: finding.got,
    baseline: finding.baseline ?? null,
    inputs: met ? [] : blame.map(({ index }) => index),
    message: met ? `${found}.` : `${found}. ${advice}.`,
  };
}

function isDecided({ status, verdict, verdicts = [], certifiedRadius }: InputReport): boolean {
  const known = [...verdicts.map((at) => at.verdict), ...(verdict === undefined ? [] : [verdict])];
  return status === 'misclassified' || (certifiedRadius ?? 0) > 0 || known.some((one) => one === 'certified' || one === 'falsified');
}
