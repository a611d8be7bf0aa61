import type { GateCheck, GateModel } from '../../gate/outcome.js';
import { machineText } from '../machine.js';
import { duration, fraction, percent, roundedDown } from '../numbers.js';
import type { ReportedRun, Reporter } from '../reporter.js';
import type { CertifyReport } from '../schema.js';
import { indexList, modelErrorText } from './check-facts.js';
import { inputName, judgeInput } from './judge-input.js';
import { commandOf, subjectsOf } from './subjects.js';

/** Inputs that a table shows: a comment or a step summary has a limited size. */
const MOST = 20;

/** Markdown as GitHub and GitLab know it: tables for a comment on a merge request or a step summary. */
export function markdownReporter(): Reporter {
  return { name: 'markdown', write: markdownText };
}

function markdownText(run: ReportedRun): string {
  const { gate } = run;
  const head = `## ${commandOf(run)}${gate === null ? '' : `: ${gate.status}\n\nThresholds of ${code(gate.config)}.`}`;
  const parts = subjectsOf(run).map((subject) => (gate === null ? resultPart(subject) : gatePart(subject)));
  return `${[head, ...parts].join('\n\n')}\n`;
}

function gatePart({ name, path, error, checks, report }: GateModel): string {
  const title = `### ${escaped(name)}${name === path ? '' : ` (${code(path)})`}`;
  const rows = checks.map((check) => {
    const { label, status, wanted, got, baseline, inputs } = check;
    return [statusText(status), label, wanted.text, got?.text ?? '-', baseline?.text ?? '-', indexList(inputs, MOST)].map(escaped);
  });
  const titles = ['', 'threshold', 'wanted', 'got', 'baseline', 'inputs'];
  return [
    title,
    ...errorLines(error),
    ...(rows.length === 0 ? [] : [table(titles, ['---', '---', '---:', '---:', '---:', '---'], rows)]),
    ...messages(checks),
    ...(report?.machines ?? []).map((machine) => `Machine: ${escaped(machineText(machine))}`),
  ].join('\n\n');
}

function errorLines(error: GateModel['error']): string[] {
  return error === null ? [] : [`**error** ${escaped(modelErrorText(error))}`];
}

function messages(checks: readonly GateCheck[]): string[] {
  const missed = checks.filter(({ status }) => status !== 'passed');
  return missed.length === 0 ? [] : [missed.map(({ label, message }) => `- **${escaped(label)}**: ${escaped(message)}`).join('\n')];
}

function statusText(status: GateCheck['status']): string {
  return status === 'passed' ? status : status.toUpperCase();
}

function resultPart({ path, report, error }: GateModel): string {
  if (report === null) return [`### ${code(path)}`, ...errorLines(error)].join('\n\n');
  const facts = summaryRows(report).map((row) => row.map(escaped));
  return [`### ${code(path)}`, table(['', ''], ['---', '---'], facts), ...openInputs(report)].join('\n\n');
}

function summaryRows({ summary, settings, data, machines = [], interrupted }: CertifyReport): string[][] {
  const { inputs, correct, certifiedAccuracy, radius, errors, timeouts, wallSeconds } = summary;
  const share = (count: number): string => `${fraction(count, inputs)} (${percent(count, inputs)})`;
  const { count, ...statistics } = radius ?? { count: 0 };
  return [
    ['data', data.path],
    ['method', settings.method],
    ...(interrupted === undefined ? [] : [['interrupted', `${fraction(interrupted.finished, interrupted.requested)} inputs are done`]]),
    ['clean accuracy', share(correct)],
    ...certifiedAccuracy.map(({ epsilon, value }) => [
      `certified accuracy at ${settings.norm} ${roundedDown(epsilon)}`,
      share(Math.round(value * inputs)),
    ]),
    ...Object.entries(statistics).map(([name, value]) => [
      `${name} ${settings.norm} radius (${fraction(count, inputs)} inputs)`,
      roundedDown(value),
    ]),
    ...(errors === 0 ? [] : [['errors', share(errors)]]),
    ...(timeouts === 0 ? [] : [['timeouts', share(timeouts)]]),
    ['time', duration(wallSeconds)],
    ...machines.map((machine) => ['machine', machineText(machine)]),
  ];
}

function openInputs({ inputs, settings }: CertifyReport): string[] {
  const open = inputs.map((input) => ({ input, ...judgeInput(input, settings) })).filter(({ fate }) => fate !== 'certified');
  if (open.length === 0) return [];
  const rows = open.slice(0, MOST).map(({ input, text }) => [inputName(input), String(input.label ?? '-'), text].map(escaped));
  const more = open.length > MOST ? [`and ${open.length - MOST} more`] : [];
  return [
    `${open.length} of ${inputs.length} inputs are not certified:`,
    table(['input', 'label', ''], ['---', '---:', '---'], rows),
    ...more,
  ];
}

function table(titles: readonly string[], rules: readonly string[], rows: readonly (readonly string[])[]): string {
  return [titles, rules, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** As it stands, in a line of a table too; an @ would notify somebody. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|#~&]/g, '\\$&')
    .replaceAll('@', '@\u{200B}');
}

/** A span of code, in a fence that it does not contain. */
function code(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${flat}${space}${fence}`;
}
