/** What is supported, as `ops --json` shows it. */
export interface OpsReport {
  readonly opsets: { readonly oldest: number; readonly newest: number };
  readonly operators: readonly OperatorReport[];
  readonly activations: readonly ActivationReport[];
  /** Operators that are taken off the end of a model. */
  readonly stripped: readonly { readonly op: string; readonly stripped: string }[];
}

/** An operator of ONNX or of another domain. */
export interface OperatorReport {
  readonly op: string;
  /** '' is ONNX's own. */
  readonly domain: string;
  readonly group: string;
  /** First opset, or version of its domain, in which it is understood. */
  readonly since: number;
  /** In the newest opset. */
  readonly attributes: readonly string[];
  /** Names of the activations that it is lowered to. */
  readonly activations: readonly string[];
  /** What it is restricted to. */
  readonly notes: readonly string[];
}

/** An activation of the registry. */
export interface ActivationReport {
  readonly name: string;
  /** With their defaults; null: not finite. */
  readonly parameters: Readonly<Record<string, number | null>>;
  /** ONNX operators that are lowered to it. */
  readonly onnx: readonly string[];
}

/** Groups in the order in which they are shown, and what they are called. */
const GROUPS: readonly (readonly [group: string, title: string])[] = [
  ['layers', 'layers'],
  ['arithmetic', 'arithmetic'],
  ['activations', 'activations'],
  ['shapes', 'shapes and types'],
  ['selections', 'selections and re-orderings'],
  ['others', 'others'],
  ['ai.cnncert', 'of domain ai.cnncert'],
  ['com.microsoft', 'of domain com.microsoft'],
  ['qonnx.custom_op.general', 'of QONNX, Brevitas and FINN'],
  ['constants', 'of constants only'],
];

/** When an operator is stripped; under the empty name: any but those named. */
export const STRIPPED_CONDITIONS: Readonly<Record<string, string>> = { '': 'over all scores', Sigmoid: 'of a single score' };

/** The groups that have operators. */
export function operatorGroups({ operators }: OpsReport): { readonly title: string; readonly members: readonly OperatorReport[] }[] {
  const all = GROUPS.map(([group, title]) => ({ title, members: operators.filter((operator) => operator.group === group) }));
  return all.filter(({ members }) => members.length > 0);
}
