import type { GateCheck, GateModel } from '../../gate/outcome.js';

/** What is known of a check, as names and values: wanted, got, baseline where there is one, and the inputs that caused it, at most so many of them. */
export function checkFacts({ wanted, got, baseline, inputs }: GateCheck, most = Infinity): [name: string, value: string][] {
  return [
    ['wanted', wanted.text],
    ['got', got?.text ?? 'nothing'],
    ...(baseline === null ? [] : [['baseline', baseline.text] as [string, string]]),
    ...(inputs.length === 0 ? [] : [['inputs', indexList(inputs, most)] as [string, string]]),
  ];
}

/** `wanted 85.0 %, got 80.0 %, inputs 3, 5`. */
export function factsText(check: GateCheck, most?: number): string {
  return checkFacts(check, most)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** `3, 5, 7 and 12 more`. */
export function indexList(indices: readonly number[], most = Infinity): string {
  const left = indices.length - most;
  return left > 0 ? `${indices.slice(0, most).join(', ')} and ${left} more` : indices.join(', ');
}

/** An error of a model in one text. */
export function modelErrorText({ code, message, hint }: NonNullable<GateModel['error']>): string {
  return `${code}: ${message}${hint === null ? '' : ` (${hint})`}`;
}
