import type { GateModel } from '../../gate/outcome.js';
import type { ReportedRun, Reporter } from '../reporter.js';
import type { CertifyReport } from '../schema.js';
import { factsText, indexList, modelErrorText } from './check-facts.js';
import { inputName, judgeInput, type InputFate } from './judge-input.js';
import { subjectsOf } from './subjects.js';

type Level = 'error' | 'warning' | 'notice';

/** Indices that an annotation names. */
const MOST = 20;

const LEVELS: Readonly<Record<Exclude<InputFate, 'certified'>, Level>> = {
  error: 'error',
  falsified: 'warning',
  misclassified: 'warning',
  timeout: 'warning',
  unknown: 'notice',
};

/**
 * Workflow commands of GitHub Actions, which become annotations: of a gate one for each check that did not pass, else one for each kind of input that is not certified, as GitHub
 * shows ten of each level.
 */
export function githubReporter(): Reporter {
  return { name: 'github', write: (run) => subjectsOf(run).flatMap((subject) => commandsOf(subject, run)).join('') }; // prettier-ignore
}

function commandsOf(subject: GateModel, { gate }: ReportedRun): string[] {
  const { name, path, error, checks, report } = subject;
  const errors = error === null ? [] : [command('error', `cnn-cert: ${name}`, gate?.config ?? path, modelErrorText(error))];
  if (gate === null) return [...errors, ...(report === null ? [] : inputCommands(path, report))];
  const missed = checks.filter(({ status }) => status !== 'passed');
  return [
    ...errors,
    ...missed.map((check) => {
      const text = `${check.message}\n${factsText(check, MOST)}`;
      return command(check.status === 'warned' ? 'warning' : 'error', `cnn-cert: ${name}: ${check.label}`, gate.config, text);
    }),
  ];
}

function inputCommands(path: string, { inputs, settings, interrupted }: CertifyReport): string[] {
  const stopped = interrupted === undefined ? [] : [command('error', 'cnn-cert: interrupted', path, `${interrupted.finished} of ${interrupted.requested} inputs are done`)]; // prettier-ignore
  const judged = inputs.map((input) => ({ input, ...judgeInput(input, settings) }));
  const kinds = (Object.keys(LEVELS) as (keyof typeof LEVELS)[]).flatMap((fate) => {
    const struck = judged.filter((item) => item.fate === fate);
    const [first] = struck;
    if (first === undefined) return [];
    const indices = struck.map(({ input }) => input.index);
    const text = struck.length === 1 ? `${inputName(first.input)}: ${first.text}` : `inputs ${indexList(indices, MOST)}\n${inputName(first.input)}: ${first.text}`; // prettier-ignore
    return [command(LEVELS[fate], `cnn-cert: ${struck.length} of ${inputs.length} inputs ${titleOf(fate)}`, path, text)];
  });
  return [...stopped, ...kinds];
}

function titleOf(fate: keyof typeof LEVELS): string {
  return { error: 'failed', falsified: 'falsified', misclassified: 'misclassified', timeout: 'timed out', unknown: 'undecided' }[fate];
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions, escaped as actions/toolkit does. */
function command(level: Level, title: string, file: string, message: string): string {
  return `::${level} title=${property(title)},file=${property(file)}::${data(message)}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
