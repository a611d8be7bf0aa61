import { operatorGroups, STRIPPED_CONDITIONS, type OpsReport } from './ops.js';

/** What is supported, as a Markdown table: for the README. */
export function opsMarkdown(report: OpsReport): string {
  const { opsets, stripped, activations } = report;
  const unnamed = activations.filter(({ onnx }) => onnx.length === 0).map(({ name }) => name);
  const ends = stripped.map(({ op }) => bracketed(op, [STRIPPED_CONDITIONS[op] ?? STRIPPED_CONDITIONS[''] ?? '']));
  const rows: readonly (readonly [title: string, items: readonly string[]])[] = [
    ...operatorGroups(report).map(({ title, members }) => [title, members.map(({ op, notes }) => bracketed(op, notes))] as const),
    ['activations without an operator of their own', unnamed],
    ['stripped from the end of a model, with a note', ends],
  ];
  const table = rows.filter(([, items]) => items.length > 0).map(([title, items]) => `| ${title} | ${items.join(', ')} |`);
  return [`ONNX opsets ${opsets.oldest} to ${opsets.newest}.`, '', '| | |', '|---|---|', ...table].map((line) => `${line}\n`).join('');
}

function bracketed(name: string, notes: readonly string[]): string {
  return notes.length === 0 ? name : `${name} (${notes.join(', ')})`;
}
