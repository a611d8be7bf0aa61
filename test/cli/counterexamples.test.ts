import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readData } from '../../src/data/read.js';
import { certifyReportSchema } from '../../src/report/schema.js';
import { tempFiles } from '../data/files.js';
import { cli, linearModel } from './support.js';

const file = tempFiles();
const model = file('linear.onnx', linearModel());
const data = file('four.csv', '0,1,0.25\n1,0.5,2\n1,1,0\n2,-1,-1\n');

describe('counterexamples', () => {
  it('that are saved lie in the ball and are misclassified', async () => {
    const folder = join(dirname(data), 'found');
    const argv = ['certify', model, '--data', data, '--limit', '2', '--eps', '0.5', '--save-counterexamples', folder, '--json'];
    const { inputs } = certifyReportSchema.parse(JSON.parse((await cli(argv)).stdout));
    const [first, second] = inputs;
    const [x = NaN, y = NaN] = readData(first?.counterexample?.path ?? '', { inputShape: [1, 2] }).item(0);
    expect([readdirSync(folder), first?.verdict, second?.verdict]).toEqual([['counterexample-0.npy'], 'falsified', 'certified']);
    expect([Math.abs(x - 1) <= 0.5, Math.abs(y - 0.25) <= 0.5, x < y]).toEqual([true, true, true]);
  });

  it('bound the radius from above', async () => {
    const argv = ['certify', model, '--data', data, '--json'];
    const { inputs } = certifyReportSchema.parse(JSON.parse((await cli(argv)).stdout));
    const truth = [0.375, 0.75, 0, 1];
    const wrong = inputs.filter(
      ({ attackedRadius }, k) =>
        !((attackedRadius ?? Infinity) >= (truth[k] ?? NaN) && (attackedRadius ?? Infinity) < 1.1 * (truth[k] ?? NaN) + 1e-9),
    );
    expect(wrong).toEqual([]);
  });
});
