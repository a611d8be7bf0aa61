import { describe, expect, it } from 'vitest';
import { decodeFloats } from '../../src/report/details.js';
import { certifyReportSchema, type CertifyReport } from '../../src/report/schema.js';
import { tempFiles } from '../data/files.js';
import { cli, linearModel } from './support.js';

const file = tempFiles();
const model = file('linear.onnx', linearModel());
const data = file('four.csv', '0,1,0.25\n1,0.5,2\n1,1,0\n2,-1,-1\n');

async function certify(...more: readonly string[]): Promise<CertifyReport> {
  return certifyReportSchema.parse(JSON.parse((await cli(['certify', model, '--data', data, '--json', ...more])).stdout));
}

describe('certify --details', () => {
  it('keeps the input, its bound and its counterexample', async () => {
    const { inputs } = await certify('--details', '9', '--threads', '1');
    const [first] = inputs;
    const { values = '', bound, found } = first?.details ?? {};
    expect(inputs.map(({ details }) => details?.bound?.class)).toEqual([1, 0, undefined, 0]);
    expect([...decodeFloats(values)]).toEqual([1, 0.25]);
    expect(bound?.epsilon).toBe(first?.certifiedRadius);
    expect([...decodeFloats(bound?.coefficients ?? '')]).toEqual([1, -1]);
    expect(found?.distance).toBe(first?.attackedRadius);
    const [x = NaN, y = NaN] = decodeFloats(found?.values ?? '');
    expect(x < y).toBe(true);
  });

  it('keeps as many as were asked for, and none by itself', async () => {
    const counts = [await certify('--details', '2', '--eps', '0.1'), await certify()].map(({ inputs }) => {
      return inputs.filter(({ details }) => details !== undefined).length;
    });
    expect(counts).toEqual([2, 0]);
  });
});
