import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log, Result, Run } from 'sarif';
import type { GateCheck, GateModel } from '../../gate/outcome.js';
import { jsonText } from '../json.js';
import type { ReportedRun, Reporter } from '../reporter.js';
import type { CertifyReport } from '../schema.js';
import { factsText, modelErrorText } from './check-facts.js';
import { inputName, judgeInput, type InputFate } from './judge-input.js';
import { SARIF_RULES, type SarifRule } from './sarif-rules.js';
import { subjectsOf } from './subjects.js';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** Version of how {@link fingerprint} is made. */
const FINGERPRINT = 'cnnCert/v1';
/** Indices that a message names; all are in the properties. */
const MOST = 20;

type Level = 'error' | 'warning' | 'note';

const LEVELS: Readonly<Record<Exclude<InputFate, 'certified'>, Level>> = {
  misclassified: 'warning',
  falsified: 'error',
  unknown: 'note',
  timeout: 'warning',
  error: 'error',
};

/** SARIF 2.1.0 (OASIS): of a gate the checks that did not pass, else the inputs that are not certified. The place of each is the model's file. */
export function sarifReporter(): Reporter {
  return { name: 'sarif', write: (run) => jsonText(sarifLog(run)) };
}

function sarifLog(run: ReportedRun): Log {
  const { version, gate, failure } = run;
  const subjects = subjectsOf(run);
  const exitCode = failure?.exitCode ?? gate?.exitCode;
  const completed = !subjects.some(({ error, report }) => error !== null || report?.interrupted !== undefined);
  const only: Run = {
    tool: { driver: { name: 'cnn-cert', version, semanticVersion: version, rules: [...SARIF_RULES] } },
    invocations: [{ executionSuccessful: completed, ...(exitCode === undefined ? {} : { exitCode }) }],
    results: subjects.flatMap((subject) => [
      ...(subject.error === null ? [] : [errorResult(subject, subject.error, failure === undefined ? 'model' : 'start')]),
      ...(gate === null
        ? inputResults(subject)
        : subject.checks.filter(({ status }) => status !== 'passed').map((check) => checkResult(subject, check))),
    ]),
    columnKind: 'utf16CodeUnits',
  };
  return { $schema: SCHEMA, version: '2.1.0', runs: [only] };
}

function checkResult(model: GateModel, check: GateCheck): Result {
  const { id, label, status, message, wanted, got, baseline, inputs, key } = check;
  const text = `${model.name}: ${label}: ${message} (${factsText(check, MOST)})`;
  const properties = { wanted: wanted.value, got: got?.value ?? null, baseline: baseline?.value ?? null, inputs, key, status };
  return result(id, status === 'warned' ? 'warning' : 'error', text, model.path, [model.name, id, label], properties);
}

function errorResult({ name, path }: GateModel, error: NonNullable<GateModel['error']>, rule: 'model' | 'start'): Result {
  return result(rule, 'error', `${name}: ${modelErrorText(error)}`, path, [name, rule, error.code], {});
}

function inputResults({ path, report }: GateModel): Result[] {
  if (report === null) return [];
  return report.inputs.flatMap((input) => inputResult(path, report, input));
}

function inputResult(path: string, { settings, data }: CertifyReport, input: CertifyReport['inputs'][number]): Result[] {
  const { fate, text } = judgeInput(input, settings);
  if (fate === 'certified') return [];
  const rule: SarifRule = `input-${fate}`;
  const identity = [path, data.path, String(input.name ?? input.index), rule];
  return [result(rule, LEVELS[fate], `${inputName(input)} of ${data.path}: ${text}`, path, identity, { index: input.index })];
}

function result(ruleId: SarifRule, level: Level, text: string, path: string, identity: readonly string[], properties: object): Result {
  return {
    ruleId,
    ruleIndex: SARIF_RULES.findIndex(({ id }) => id === ruleId),
    level,
    message: { text },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, region: { startLine: 1 } } }],
    partialFingerprints: { [FINGERPRINT]: fingerprint(identity) },
    properties: { ...properties },
  };
}

/** The same for the same problem in every run, whatever its numbers. */
function fingerprint(identity: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/** Relative to the root of the repository, as code scanning wants it, where the path is relative. */
function uriOf(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  return path.replaceAll('\\', '/').replace(/^(\.\/)+/, '').split('/').map(encodeURIComponent).join('/'); // prettier-ignore
}
