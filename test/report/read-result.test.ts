import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/errors.js';
import { jsonText } from '../../src/report/json.js';
import { readResult } from '../../src/report/read-result.js';
import type { CertifyReport } from '../../src/report/schema.js';
import { HEAD, RADII, SUMMARY, VERDICTS } from './samples.js';

const { model, data, settings } = HEAD;
const report: CertifyReport = {
  schemaVersion: 1,
  tool: { name: 'cnn-cert', version: '0.1.0' },
  ...{ model, data, settings },
  inputs: [...RADII, ...VERDICTS],
  summary: SUMMARY,
};

function failure(text: string): { code: string; message: string; hint: string | undefined } {
  try {
    readResult(text, 'old.json');
  } catch (error) {
    if (error instanceof DataError) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('it was read');
}

describe('a result file', () => {
  it('is read as it was written', () => {
    expect(readResult(jsonText(report), 'result.json')).toEqual(report);
  });

  it('may hold fields of later releases', () => {
    const later = { ...report, flavour: 'new', inputs: report.inputs.map((input) => ({ ...input, mood: 1 })) };
    expect(readResult(JSON.stringify(later), 'result.json')).toEqual(report);
  });

  it.each([
    ['', 'old.json is empty'],
    ['{"schemaVersion": 1', /^old.json is not JSON \(.+\)$/],
    ['[]', 'old.json holds JSON, but no result of cnn-cert certify: it has no schemaVersion'],
    ['null', 'old.json holds JSON, but no result of cnn-cert certify: it has no schemaVersion'],
    [JSON.stringify({ ...report, schemaVersion: 2 }), 'old.json has schemaVersion 2; this release reads 1'],
    [
      JSON.stringify({ ...report, summary: { ...SUMMARY, inputs: 'many' } }),
      /^old.json is no result of cnn-cert certify: summary.inputs: /,
    ],
    [JSON.stringify({ schemaVersion: 1 }), /\(and \d+ more\)$/],
  ])('is refused when it is none: %.30s', (text, message) => {
    const { code, hint, message: told } = failure(text);
    expect(code).toBe('RESULT_FILE');
    expect(told).toMatch(message);
    expect(hint).toMatch(/^write it again with cnn-cert certify --result FILE/);
  });
});
