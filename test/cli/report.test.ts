import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFiles } from '../data/files.js';
import { cli, linearModel, steady } from './support.js';

const file = tempFiles();
const model = file('linear.onnx', linearModel());
const data = file('four.csv', '0,1,0.25\n1,0.5,2\n1,1,0\n2,-1,-1\n');
const folder = dirname(data);

describe('report', () => {
  it('writes a page about results, with the inputs that they keep', async () => {
    const [first, second, page] = ['first.json', 'second.json', 'page.html'].map((name) => join(folder, name)) as [string, string, string];
    await cli(['certify', model, '--data', data, '--details', '3', '-o', first]);
    await cli(['certify', model, '--data', data, '--method', 'interval', '-o', second]);
    const { exitCode, stdout, stderr } = await cli(['report', first, second, '-o', page]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(steady(stdout)).toMatch(/^page\.html: 2 runs, \d+ kB\n$/);
    const text = readFileSync(page, 'utf8');
    expect(['second against first', 'Certified accuracy over epsilon', 'against 1'].map((part) => text.includes(part))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('says what is wrong with a result, and writes nothing then', async () => {
    const broken = file('broken.json', '{"schemaVersion": 1}');
    const page = join(folder, 'never.html');
    const absent = await cli(['report', join(folder, 'absent.json'), '-o', page]);
    expect(absent.exitCode).toBe(3);
    expect(absent.stderr).toMatch(/^error RESULT_FILE: .*absent\.json cannot be read \(ENOENT.*\)\nhint: Name a result/);
    const invalid = await cli(['report', broken, '-o', page]);
    expect([invalid.exitCode, invalid.stderr.startsWith('error RESULT_FILE: ')]).toEqual([3, true]);
    expect((await cli(['report'])).exitCode).toBe(2);
    expect((await cli(['report', broken, '-o', join(folder, 'no/such/folder.html')])).exitCode).toBe(3);
    expect(existsSync(page)).toBe(false);
  });
});
