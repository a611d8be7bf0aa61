import type { GateCheck, GateModel } from '../../gate/outcome.js';
import type { ReportedRun, Reporter } from '../reporter.js';
import type { CertifyReport, InputReport } from '../schema.js';
import { xmlElement, xmlText } from '../xml.js';
import { checkFacts, modelErrorText } from './check-facts.js';
import { inputName, judgeInput, type InputFate } from './judge-input.js';
import { commandOf, subjectsOf } from './subjects.js';

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: Outcome;
  /** Kind of a failure or error. */
  readonly type: string;
  readonly message: string;
  readonly details: string;
}

const FATES: Readonly<Record<InputFate, Outcome>> = {
  certified: 'passed',
  misclassified: 'failure',
  falsified: 'failure',
  unknown: 'skipped',
  timeout: 'skipped',
  error: 'error',
};

/**
 * JUnit XML as Jenkins defines it: a test suite for each model, a test case for each check of a gate and for each input. Where a gate decides what is good enough, no single
 * input fails: what is not certified is skipped.
 */
export function junitReporter(): Reporter {
  return { name: 'junit', write: junitText };
}

function junitText(run: ReportedRun): string {
  const suites = subjectsOf(run).map((subject) => ({ subject, cases: casesOf(subject, run) }));
  const all = suites.flatMap(({ cases }) => cases);
  const root = xmlElement(
    'testsuites',
    { name: commandOf(run), ...counts(all), time: seconds(all) },
    `\n${suites.map(({ subject, cases }) => suiteXml(subject, cases)).join('')}`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function casesOf({ checks, error, report }: GateModel, run: ReportedRun): TestCase[] {
  const gated = run.gate !== null;
  const name = run.failure === undefined ? 'model' : commandOf(run);
  return [
    ...(error === null ? [] : [errorCase(name, error.code, modelErrorText(error))]),
    ...checks.map(checkCase),
    ...(report === null ? [] : inputCases(report, gated)),
  ];
}

function inputCases(report: CertifyReport, gated: boolean): TestCase[] {
  const { interrupted, inputs, settings } = report;
  const stopped = interrupted === undefined ? '' : `${interrupted.finished} of ${interrupted.requested} inputs are done`;
  return [
    ...(interrupted === undefined || gated ? [] : [errorCase('all inputs', 'INTERRUPTED', `interrupted: ${stopped}`)]),
    ...inputs.map((input) => inputCase(input, settings, gated)),
  ];
}

function inputCase(input: InputReport, settings: CertifyReport['settings'], gated: boolean): TestCase {
  const { fate, text } = judgeInput(input, settings);
  const outcome = FATES[fate];
  return {
    name: inputName(input),
    seconds: input.seconds,
    outcome: gated && outcome !== 'passed' ? 'skipped' : outcome,
    type: input.error?.code ?? fate,
    message: text,
    details: input.error?.hint ?? '',
  };
}

function checkCase(check: GateCheck): TestCase {
  const { id, label, status, message } = check;
  const outcome = ({ passed: 'passed', failed: 'failure', unknown: 'failure', warned: 'skipped' } as const)[status];
  const facts = checkFacts(check).map(([name, value]) => `${name}: ${value}`);
  return { name: label, seconds: 0, outcome, type: id, message, details: facts.join('\n') };
}

function errorCase(name: string, type: string, message: string): TestCase {
  return { name, seconds: 0, outcome: 'error', type, message, details: '' };
}

function suiteXml({ name, path, report }: GateModel, cases: readonly TestCase[]): string {
  const properties = Object.entries({ model: path, ...(report === null ? {} : facts(report)) });
  const items = properties.map(([key, value]) => `    ${xmlElement('property', { name: key, value })}\n`).join('');
  const content = `\n  ${xmlElement('properties', {}, `\n${items}  `)}\n${cases.map((test) => caseXml(name, test)).join('')}`;
  return `${xmlElement('testsuite', { name, ...counts(cases), skipped: count(cases, 'skipped'), time: seconds(cases) }, content)}\n`;
}

function facts({ settings, model, data }: CertifyReport): Record<string, string> {
  const { norm, method, epsilon } = settings;
  return { sha256: model.sha256, data: data.path, norm, method, ...(epsilon === undefined ? {} : { epsilon: String(epsilon) }) };
}

function caseXml(suite: string, test: TestCase): string {
  return `  ${xmlElement('testcase', { name: test.name, classname: suite, time: test.seconds.toFixed(3) }, outcomeXml(test))}\n`;
}

function outcomeXml({ outcome, type, message, details }: TestCase): string {
  const text = details === '' ? message : `${message}\n${details}`;
  if (outcome === 'skipped') return xmlElement('skipped', {}, xmlText(text));
  if (outcome === 'passed') return xmlElement('system-out', {}, xmlText(text));
  return xmlElement(outcome, { type, message }, xmlText(text));
}

function counts(cases: readonly TestCase[]): Record<string, number> {
  return { tests: cases.length, failures: count(cases, 'failure'), errors: count(cases, 'error') };
}

function count(cases: readonly TestCase[], outcome: Outcome): number {
  return cases.filter((test) => test.outcome === outcome).length;
}

function seconds(cases: readonly TestCase[]): string {
  return cases.reduce((sum, test) => sum + test.seconds, 0).toFixed(3);
}
