import { operatorGroups, STRIPPED_CONDITIONS, type ActivationReport, type OperatorReport, type OpsReport } from './ops.js';
import { fieldLines } from './table.js';
import type { TextStyle } from './text.js';

/** What is supported, as a list for a terminal: restrictions in brackets, then attributes. */
export function opsText(report: OpsReport, { columns, paint }: TextStyle): string {
  const { opsets, stripped, activations } = report;
  const names = [...report.operators.map(({ op }) => op), ...activations.map(({ name }) => name)];
  const indent = Math.max(...names.map((name) => name.length)) + 4;
  const section = (title: string, entries: readonly (readonly [name: string, items: readonly string[]])[]): string[] => [
    '',
    paint(title, 'strong'),
    ...entries.flatMap(([name, items]) => fieldLines(`  ${name}`, items, columns, indent)),
  ];
  const lines = [
    `ONNX operators, opsets ${opsets.oldest} to ${opsets.newest}`,
    ...operatorGroups(report).flatMap(({ title, members }) =>
      section(
        title,
        members.map((member) => [member.op, operatorItems(member, columns - indent)]),
      ),
    ),
    ...section(
      'stripped from the end of a model, with a note',
      stripped.map(({ op }) => [op, [`(${STRIPPED_CONDITIONS[op] ?? STRIPPED_CONDITIONS['']})`]]),
    ),
    ...section(
      'activations and their operators',
      activations.map((kind) => [kind.name, activationItems(kind)]),
    ),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function operatorItems({ notes, attributes }: OperatorReport, room: number): string[] {
  const together = `(${notes.join(', ')})`;
  const bracketed = together.length <= room ? [together] : notes.map((note) => `(${note})`);
  return [...(notes.length === 0 ? [] : bracketed), ...attributes.toSorted()];
}

function activationItems({ parameters, onnx }: ActivationReport): string[] {
  const values = Object.entries(parameters).map(([name, value]) => (value === null ? name : `${name}=${Number(value.toPrecision(6))}`));
  return [...values, ...onnx.map((op) => `(${op})`)];
}
