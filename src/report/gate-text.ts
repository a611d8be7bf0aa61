import type { GateCheck, GateModel, GateOutcome } from '../gate/outcome.js';
import { duration } from './numbers.js';
import type { Tone } from './paint.js';
import { headLine, rowLine, type Column } from './table.js';
import type { TextStyle } from './text.js';

const MARKS: Readonly<Record<GateCheck['status'], { readonly text: string; readonly tone: Tone }>> = {
  passed: { text: 'pass', tone: 'good' },
  failed: { text: 'FAIL', tone: 'bad' },
  unknown: { text: 'OPEN', tone: 'doubtful' },
  warned: { text: 'warn', tone: 'doubtful' },
};

const MARGIN = '  ';
const INDENT = '      ';
const MOST_INPUTS = 10;

/** What a gate found about a model: a table of its checks, and below each that is missed the inputs and what to do. */
export function gateModelText(model: GateModel, style: TextStyle): string {
  const lines = [`${style.paint(model.name, 'strong')}${facts(model)}`];
  if (model.checks.length > 0) lines.push('', ...checkLines(model.checks, style));
  if (model.error !== null) lines.push('', ...errorLines(model.error, style));
  return `${lines.join('\n')}\n\n`;
}

/** The last line of a gate: what came of it, and why. */
export function gateVerdictText({ status, models, exitCode }: GateOutcome, { paint }: TextStyle): string {
  const checks = models.flatMap((model) => model.checks);
  const of = (wanted: GateCheck['status']): number => checks.filter((check) => check.status === wanted).length;
  const broken = models.filter(({ error }) => error !== null).length;
  const parts = [
    ...(broken > 0 ? [`${broken} of ${plural(models.length, 'model')} could not be judged`] : []),
    ...(of('failed') > 0 ? [`${of('failed')} of ${plural(checks.length, 'check')} failed`] : []),
    ...(of('unknown') > 0 ? [`${of('unknown')} of ${plural(checks.length, 'check')} undecided`] : []),
    ...(of('warned') > 0 ? [plural(of('warned'), 'warning')] : []),
  ];
  const passed = parts.length === 0 || status === 'passed' ? [`${plural(of('passed'), 'check')} of ${plural(models.length, 'model')}`] : [];
  const tone = status === 'passed' ? 'good' : status === 'inconclusive' ? 'doubtful' : 'bad';
  return `${paint(`gate ${status === 'error' ? 'not decided' : status}`, tone)}: ${[...passed, ...parts].join(', ')} (exit code ${exitCode})\n`;
}

function facts({ name, path, report }: GateModel): string {
  const items = [
    ...(path === name ? [] : [path]),
    ...(report === null ? [] : [`${plural(report.inputs.length, 'input')}, ${duration(report.summary.wallSeconds)}`]),
  ];
  return items.length === 0 ? '' : `  ${items.join('  ')}`;
}

function checkLines(checks: readonly GateCheck[], style: TextStyle): string[] {
  const { room, columns } = columnsFor(checks, style.columns - MARGIN.length);
  const lines = checks.flatMap((check) => {
    const row = rowLine(columns, check, style.paint);
    if (check.label.length <= room) return [row, ...below(check, style)];
    const { text, tone } = MARKS[check.status];
    return [
      `${style.paint(text, tone)}  ${check.label}`,
      row.replace(style.paint(text, tone), ' '.repeat(text.length)),
      ...below(check, style),
    ];
  });
  return [headLine(columns, style.paint), ...lines].map((line) => (line === '' ? '' : `${MARGIN}${line}`));
}

/** The columns, and how long a label may be to stand in one line with the rest. */
function columnsFor(checks: readonly GateCheck[], available: number): { room: number; columns: Column<GateCheck>[] } {
  const widest = (title: string, text: (check: GateCheck) => string): number =>
    Math.max(title.length, ...checks.map((check) => text(check).length));
  const number = (title: string, text: (check: GateCheck) => string): Column<GateCheck> => ({
    title,
    width: widest(title, text),
    rank: 0,
    cell: text,
  });
  const numbers = [
    number('wanted', ({ wanted }) => wanted.text),
    number('got', ({ got }) => got?.text ?? '-'),
    ...(checks.some(({ baseline }) => baseline !== null) ? [number('baseline', ({ baseline }) => baseline?.text ?? '')] : []),
  ];
  const mark: Column<GateCheck> = { title: '', width: 4, align: 'left', rank: 0, cell: ({ status }) => MARKS[status] };
  const room = Math.max(available - numbers.reduce((sum, { width }) => sum + width + 2, mark.width + 2), 12);
  const width = Math.min(
    room,
    widest('check', ({ label }) => label),
  );
  const label: Column<GateCheck> = {
    title: 'check',
    width,
    align: 'left',
    rank: 0,
    cell: (check) => (check.label.length <= room ? check.label : ''),
  };
  return { room, columns: [mark, label, ...numbers] };
}

/** Which inputs kept a check from passing, and what to do. */
function below({ status, message, inputs }: GateCheck, { columns, paint }: TextStyle): string[] {
  if (status === 'passed') return [];
  const room = columns - MARGIN.length - INDENT.length;
  const shown = inputs.slice(0, MOST_INPUTS).join(', ');
  const more = inputs.length > MOST_INPUTS ? ` and ${inputs.length - MOST_INPUTS} more` : '';
  const list = inputs.length === 0 ? [] : wrapped(`${inputs.length === 1 ? 'input' : 'inputs'} ${shown}${more}`, room);
  return [...wrapped(message, room), ...list.map((line) => paint(line, 'faint'))].map((line) => `${INDENT}${line}`);
}

function errorLines({ code, message, hint }: NonNullable<GateModel['error']>, { columns, paint }: TextStyle): string[] {
  const room = columns - MARGIN.length;
  const [first = '', ...rest] = [...wrapped(`error ${code}: ${message}`, room), ...(hint === null ? [] : wrapped(`hint: ${hint}`, room))];
  return [first.replace(/^error/, (word) => paint(word, 'bad')), ...rest].map((line) => `${MARGIN}${line}`);
}

function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
