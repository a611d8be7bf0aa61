import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readData } from '../../src/data/read.js';
import { gateConfigJsonSchema } from '../../src/gate/config.js';
import { gateJsonSchema } from '../../src/gate/outcome.js';
import { csvText } from '../../src/report/csv.js';
import { npyBytes } from '../../src/report/npy.js';
import { explainJsonSchema } from '../../src/report/explain/schema.js';
import { runJsonSchema } from '../../src/report/run-schema.js';
import { certifyJsonSchema, certifyReportSchema, type CertifyReport } from '../../src/report/schema.js';
import { tempFiles } from '../data/files.js';
import { HEAD, RADII, SUMMARY, VERDICTS } from './samples.js';

const file = tempFiles();
const shipped: unknown = JSON.parse(readFileSync('schemas/certify-result.schema.json', 'utf8'));
const { model, data, settings } = HEAD;
const report: CertifyReport = {
  schemaVersion: 1,
  tool: { name: 'cnn-cert', version: '0.0.0' },
  ...{ model, data, settings },
  inputs: [...RADII, ...VERDICTS],
  summary: SUMMARY,
};

describe('the JSON Schema', () => {
  it.each([
    ['certify-result', certifyJsonSchema],
    ['explain-result', explainJsonSchema],
    ['gate-config', gateConfigJsonSchema],
    ['gate-result', gateJsonSchema],
    ['run-result', runJsonSchema],
  ])('that is shipped as %s is the one of the code (else: node scripts/write-generated.mjs)', (name, current) => {
    const file: unknown = JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8'));
    expect(file).toEqual(JSON.parse(JSON.stringify(current())));
  });

  it('takes a report, and one with fields of a later version', () => {
    const schema = z.fromJSONSchema(shipped as Parameters<typeof z.fromJSONSchema>[0]);
    const later = { ...report, inputs: report.inputs.map((input) => ({ ...input, later: 1 })) };
    expect([report, later].map((candidate) => schema.safeParse(JSON.parse(JSON.stringify(candidate))).success)).toEqual([true, true]);
  });

  it('takes no report with a radius that is not finite', () => {
    const infinite = { ...report, inputs: RADII.map((input) => ({ ...input, certifiedRadius: Infinity })) };
    expect(certifyReportSchema.safeParse(infinite).success).toBe(false);
  });
});

describe('CSV', () => {
  it('has one line an input, all digits, and quotes where they are needed', () => {
    expect(`\n${csvText([...RADII, ...VERDICTS])}`).toMatchInlineSnapshot(`
      "
      index,name,label,prediction,status,clean_margin,verdict,worst_margin,certified_radius,attacked_radius,limiting_class,seconds,cpu_seconds,evaluations,counterexample,error
      0,,9,9,ok,3.8307,,,0.0777777,0.0911111,5,0.4321,,7,,
      1,,4,2,misclassified,-0.7199,,,0,0,5,0.4321,,7,,
      12,,9,9,timeout,3.8307,,,0.00123456,,5,65,,7,,
      13,,,,error,,,,,,,0,,7,,"DATA_NOT_FINITE: item 13: element 4 is ""NaN"", not a number"
      199,,9,9,ok,3.8307,,,1,,5,0.4321,,7,,
      0,,9,9,ok,3.8307,certified,1.23456,,,5,0.4321,,7,,
      1,,9,9,ok,3.8307,falsified,-2,,,5,0.4321,,7,,
      2,,9,9,ok,3.8307,unknown,,,,5,0.4321,,7,,
      "
    `);
  });
});

describe('.npy', () => {
  it.each([[[1, 1, 2, 3]], [[6]], [[1, 6]]])('of shape %j keeps every bit', (shape) => {
    const values = Float64Array.of(0.1, -0, 5e-324, 1 / 3, Number.MAX_VALUE, 2 ** -1022);
    const data = readData(file('values.npy', npyBytes(values, shape)), { inputShape: shape });
    expect([data.count, ...data.item(0)]).toEqual([1, ...values]);
  });

  it('has a header that ends at a multiple of 64 bytes, as numpy wants it', () => {
    const bytes = npyBytes(Float64Array.of(1), [1]);
    expect([(bytes.length - 8) % 64, bytes[bytes.length - 9]]).toEqual([0, 0x0a]);
  });
});
