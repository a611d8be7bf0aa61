import { noiseItems } from './noise.js';
import { fraction, rounded } from './numbers.js';
import type { CheckReport, RunReport } from './run-schema.js';
import { fieldLines, fitColumns, headLine, rowLine, shortened, type Column } from './table.js';
import type { TextStyle } from './text.js';

const INDENT = 8;
const LONGEST_NAME = 20;
const MOST_ROWS = 20;
const GAP = '  ';

type Output = RunReport['outputs'][string];
type Value = Output['data'][number];

interface Row {
  readonly index: number;
  readonly name: string;
  readonly values: readonly Value[];
}

/** The outputs as a short table, below what they are the outputs of. */
export function runText(report: RunReport, style: TextStyle): string {
  const lines = [...headFields(report, style.columns)];
  for (const output of Object.values(report.outputs)) lines.push('', ...tableLines(report, output, style));
  if (report.check !== undefined) lines.push('', ...checkLines(report.check, style));
  return lines.map((line) => `${line}\n`).join('');
}

function headFields({ model, data, outputs }: RunReport, available: number): string[] {
  const ends = Object.entries(outputs).map(([name, { shape }]) => `${name} [${shape.join(', ')}]`);
  const fields: [string, string[]][] = [
    ['model', [model.path, `opset ${model.opset}`, `input ${model.inputShape.join('x')}`]],
    ['data', [data.path, `${data.indices.length} of ${data.items} inputs`]],
    ...(data.others ?? []).map(({ input, path }): [string, string[]] => ['', [path, `input ${input}`]]),
    ['output', ends],
    ...(model.noise === undefined ? [] : [['noise', noiseItems(model.noise)] as [string, string[]]]),
  ];
  return fields.flatMap(([name, items]) => fieldLines(name, items, available, INDENT));
}

function tableLines({ data: { indices, names } }: RunReport, { shape, data }: Output, style: TextStyle): string[] {
  const size = data.length / indices.length;
  const rows = indices.slice(0, MOST_ROWS).map((index, k) => {
    return { index, name: names?.[k] ?? '', values: data.slice(k * size, (k + 1) * size) };
  });
  const identity = fitColumns(identityColumns(rows, size > 1 && shape.includes(size)), style.columns);
  const room = style.columns - identity.reduce((sum, { width }) => sum + width + GAP.length, 0);
  const columns = [...identity, valuesColumn(rows, size, room)];
  const left = indices.length - rows.length;
  return [
    headLine(columns, style.paint),
    ...rows.map((row) => rowLine(columns, row, style.paint)),
    ...(left === 0 ? [] : [`... and ${left} more inputs: all are in --json and -o FILE.npy`]),
  ];
}

/** `scores`: an output is one vector. */
function identityColumns(rows: readonly Row[], scores: boolean): readonly Column<Row>[] {
  const longest = Math.min(Math.max(0, ...rows.map(({ name }) => name.length)), LONGEST_NAME);
  const last = rows.at(-1)?.index ?? 0;
  const file: Column<Row> = {
    title: 'file',
    width: Math.max(longest, 4),
    align: 'left',
    rank: 1,
    cell: ({ name }) => shortened(name, longest),
  };
  return [
    { title: 'input', width: Math.max(5, String(last).length), rank: 0, cell: ({ index }) => String(index) },
    ...(longest === 0 ? [] : [file]),
    ...(scores ? [{ title: 'largest', width: 7, rank: 0, cell: largest }] : []),
  ];
}

/** Position of the largest value: the class, where the output is one score a class. */
function largest({ values }: Row): string {
  const best = values.reduce<number>((found, value, k) => ((value ?? -Infinity) > (values[found] ?? -Infinity) ? k : found), 0);
  return String(best);
}

/** As many of the first values as there is room for, below each other. */
function valuesColumn(rows: readonly Row[], size: number, room: number): Column<Row> {
  const more = `${GAP}...`;
  const shown = (count: number): string[][] => rows.map(({ values }) => values.slice(0, count).map(valueText));
  const candidates = shown(Math.min(size, Math.max(1, Math.floor(room / 3))));
  const widthOf = (count: number): number => Math.max(...candidates.flatMap((texts) => texts.slice(0, count)).map((text) => text.length));
  const lineWidth = (count: number): number => count * (widthOf(count) + GAP.length) - GAP.length + (count < size ? more.length : 0);
  let count = candidates[0]?.length ?? 1;
  while (count > 1 && lineWidth(count) > room) count--;
  const width = widthOf(count);
  const line = (texts: readonly string[]): string => texts.map((text) => text.padStart(width)).join(GAP);
  const text = new Map(rows.map((row, k) => [row, line((candidates[k] ?? []).slice(0, count))]));
  const tail = count < size ? more : '';
  return { title: size === 1 ? 'value' : 'values', width: 1, align: 'left', rank: 0, cell: (row) => `${text.get(row) ?? ''}${tail}` };
}

function valueText(value: Value): string {
  return value === null ? '-' : rounded(value);
}

function difference(value: Value): string {
  if (value === null) return 'not finite';
  return value === 0 || value >= 0.01 ? rounded(value) : value.toExponential(1);
}

function checkLines({ runtime, inputs, agree, worst }: CheckReport, { columns, paint }: TextStyle): string[] {
  const verdict = `${fraction(agree, inputs)} inputs agree`;
  const items = [
    `largest difference ${difference(worst.absolute)}`,
    `${difference(worst.relative)} of the largest output`,
    `at input ${worst.index}, element ${worst.element}`,
  ];
  const lines = [...fieldLines('check', [runtime, verdict], columns, INDENT), ...fieldLines('', items, columns, INDENT)];
  return lines.map((line) => line.replace(verdict, () => paint(verdict, agree === inputs ? 'good' : 'bad')));
}
