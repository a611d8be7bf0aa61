import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { GATE_RULES } from '../../src/gate/rules.js';
import type { ReportedRun } from '../../src/report/reporter.js';
import { sarifReporter } from '../../src/report/reporters/sarif.js';
import { GATE_RUN, INTERRUPTED_RUN, RADIUS_RUN, VERDICT_RUN } from './gate-samples.js';

const validate = sarifSchema();

/** The schema of SARIF 2.1.0 as published; it is a draft 4, of which it uses nothing that later drafts do not have. */
function sarifSchema() {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const schema = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  delete schema['id'];
  delete schema['$schema'];
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

async function sarif(run: ReportedRun): Promise<Log> {
  return JSON.parse(await sarifReporter().write(run)) as Log;
}

async function results(run: ReportedRun) {
  return (await sarif(run)).runs[0]?.results ?? [];
}

describe('SARIF', () => {
  it.each([
    ['radii', RADIUS_RUN],
    ['verdicts', VERDICT_RUN],
    ['a gate', GATE_RUN],
    ['an interrupted run', INTERRUPTED_RUN],
    ['no model at all', { ...RADIUS_RUN, reports: [] }],
  ])('of %s is valid against the schema of SARIF 2.1.0', async (_, run) => {
    validate(await sarif(run));
    expect(validate.errors).toBeNull();
  });

  it('is judged by the schema: a level that it does not know is an error', async () => {
    const text = await sarifReporter().write(GATE_RUN);
    expect(validate(JSON.parse(text.replace('"level": "error"', '"level": "fatal"')))).toBe(false);
  });

  it('has a rule with help for each kind of check, and results that name theirs', async () => {
    const [run] = (await sarif(GATE_RUN)).runs;
    const rules = run?.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(GATE_RULES)));
    expect(rules.filter(({ help, shortDescription }) => !help?.text || !shortDescription?.text)).toEqual([]);
    expect(run?.results?.map(({ ruleId, ruleIndex }) => rules[ruleIndex ?? -1]?.id === ruleId)).toEqual([true, true, true, true]);
  });

  it('has the checks that did not pass, with all numbers, and the models that could not be judged', async () => {
    const all = await results(GATE_RUN);
    expect(all.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['baseline-certified-accuracy', 'error'],
      ['min-radius', 'error'],
      ['attack-gap', 'warning'],
      ['model', 'error'],
    ]);
    expect(all[0]?.message.text).toContain('wanted 85.0 %; got 40.0 %; baseline 90.0 %; inputs 13, 1, 12');
    expect(all[0]?.properties).toEqual({
      ...{ wanted: 0.85, got: 0.4, baseline: 0.9, inputs: [13, 1, 12], status: 'failed' },
      key: 'models[0].require.cleanAccuracy',
    });
    expect(all[3]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('models/not%20here.onnx');
  });

  it('has the inputs that are not certified where nothing was demanded', async () => {
    const all = [...(await results(RADIUS_RUN)), ...(await results(VERDICT_RUN))];
    expect(all.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['input-misclassified', 'warning'],
      ['input-timeout', 'warning'],
      ['input-error', 'error'],
      ['input-falsified', 'error'],
      ['input-unknown', 'note'],
    ]);
  });

  it('has fingerprints that differ between problems and stay when numbers change', async () => {
    const prints = async (run: ReportedRun) => (await results(run)).map(({ partialFingerprints }) => partialFingerprints?.['cnnCert/v1']);
    const later = JSON.parse(JSON.stringify(GATE_RUN).replaceAll('40.0 %', '39.0 %').replaceAll('[13,1,12]', '[1]')) as ReportedRun;
    expect(await prints(later)).toEqual(await prints(GATE_RUN));
    expect(new Set(await prints(GATE_RUN)).size).toBe(4);
  });

  it('says that a run was not completed where it was interrupted or a model could not be judged', async () => {
    const completed = async (run: ReportedRun) => (await sarif(run)).runs[0]?.invocations?.[0]?.executionSuccessful;
    expect([await completed(RADIUS_RUN), await completed(INTERRUPTED_RUN), await completed(GATE_RUN)]).toEqual([true, false, false]);
  });
});
