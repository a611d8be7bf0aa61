import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certifyReportSchema, type CertifyReport } from '../../src/report/schema.js';
import { tempFiles } from '../data/files.js';
import { cli, linearModel, steady } from './support.js';
import { withoutTimes } from './without-times.js';

const file = tempFiles();
const model = file('linear.onnx', linearModel());
const data = file('five.csv', '0,1,0.25\n1,0.5,2\n1,1,0\n2,-1,-1\n0,3,0.5\n');
const argv = ['certify', model, '--data', data];

/** Runs a shard; returns the path of its result. */
async function shard(part: string, ...more: string[]): Promise<string> {
  const path = file(`shard-${part.replace('/', '-of-')}${more.join('')}.json`, '');
  const { exitCode, stderr } = await cli([...argv, '--shard', part, '--result', path, ...more]);
  expect([exitCode, stderr]).toEqual([0, '']);
  return path;
}

async function shards(count: number, ...more: string[]): Promise<string[]> {
  const paths: string[] = [];
  for (let index = 1; index <= count; index++) paths.push(await shard(`${index}/${count}`, ...more));
  return paths;
}

const read = (path: string): CertifyReport => certifyReportSchema.parse(JSON.parse(readFileSync(path, 'utf8')));

/** Text of any form but JSON without times and memory. */
function timeless(text: string): string {
  return text
    .replace(/ *\d+(\.\d+)? (s|MB)\b/g, ' #')
    .replace(/time="[^"]*"/g, 'time')
    .replace(/^((?:[^,\n]*,){11})[^,\n]*,[^,\n]*/gm, '$1#,#');
}

function changed(path: string, change: (report: CertifyReport) => CertifyReport): string {
  const copy = path.replace('.json', '-changed.json');
  writeFileSync(copy, JSON.stringify(change(read(path))));
  return copy;
}

/** The message of a merge that fails, without the folder. */
async function failure(paths: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await cli(['merge', ...paths]);
  expect([exitCode, stdout]).toEqual([3, '']);
  return steady(stderr).split('\n')[0] ?? '';
}

describe('certify --shard', () => {
  it('takes the i-th of every n inputs, and says so', async () => {
    const report = read(await shard('2/3'));
    expect(report.inputs.map(({ index }) => index)).toEqual([1, 4]);
    expect(report.shard).toMatchObject({ index: 2, count: 3, inputs: 5 });
    const { stdout } = await cli([...argv, '--shard', '2/3', '--indices', '0-3']);
    expect(stdout).toContain('1 of 5 inputs  shard 2 of 3');
  });

  it('is refused where it would be empty, or is no part', async () => {
    expect(steady((await cli([...argv, '--shard', '6/7'])).stderr)).toBe(
      'error SHARD_EMPTY: shard 6 of 7 is empty: there are 5 inputs\nhint: Cut the run into 5 shards at most.\n',
    );
    for (const part of ['0/3', '4/3', '1', '1/0', 'a/b', '1/2/3']) {
      const { exitCode, stderr } = await cli([...argv, '--shard', part]);
      expect([exitCode, stderr.split('\n')[0]]).toEqual([2, `error OPTION_VALUE: --shard is '${part}'`]);
    }
  });
});

describe('merge', () => {
  it.each([
    ['radii', []],
    ['verdicts', ['--eps', '0.5', '--clip', '-4', '4']],
  ])('of all shards is the run on all inputs: %s', async (_, more) => {
    for (const count of [1, 2, 3, 5]) {
      const { stdout, exitCode } = await cli(['merge', ...(await shards(count, ...more)).reverse(), '--json']);
      const whole = await cli([...argv, ...more, '--json']);
      expect(exitCode).toBe(0);
      const merged = certifyReportSchema.strict().parse(JSON.parse(stdout));
      expect(withoutTimes(merged)).toEqual(withoutTimes(JSON.parse(whole.stdout) as CertifyReport));
    }
  });

  it('keeps the details that one run would have', async () => {
    for (const count of ['1', '2', '3', '4']) {
      const merged = await cli(['merge', ...(await shards(2, '--details', count)), '--json']);
      const whole = await cli([...argv, '--details', count, '--json']);
      const report = JSON.parse(merged.stdout) as CertifyReport;
      expect(withoutTimes(report)).toEqual(withoutTimes(JSON.parse(whole.stdout) as CertifyReport));
      expect(report.inputs.filter(({ details }) => details !== undefined)).toHaveLength(Number(count));
    }
  });

  it('keeps all details of shards that do not tell how many there were to be', async () => {
    const [first = '', second = ''] = await shards(2, '--details', '1');
    const old = changed(second, (report) => {
      const { index, count, inputs, run } = report.shard!;
      return { ...report, shard: { index, count, inputs, run } };
    });
    const { stdout } = await cli(['merge', first, old, '--json']);
    expect((JSON.parse(stdout) as CertifyReport).inputs.filter(({ details }) => details !== undefined)).toHaveLength(2);
  });

  it('names every machine once, and merges what machines of any kind, and releases that named none, have written', async () => {
    const paths = await shards(3);
    const [machine] = read(paths[0]!).machines ?? [];
    const other = { ...machine!, processor: 'another one', cores: 96, arithmetic: 'rounded products' };
    const second = changed(paths[1]!, (report) => ({ ...report, machines: [other] }));
    const third = changed(paths[2]!, ({ machines: _, ...report }) => report);
    const machinesOf = async (results: readonly string[]): Promise<CertifyReport['machines']> => {
      const { exitCode, stdout } = await cli(['merge', ...results, '--json']);
      expect(exitCode).toBe(0);
      return (JSON.parse(stdout) as CertifyReport).machines;
    };
    expect(await machinesOf(paths)).toEqual([machine]);
    expect(await machinesOf([third, second, paths[0]!])).toEqual([machine, other]);
    const none = paths.map((path) => changed(path, ({ machines: _, ...report }) => report));
    expect(await machinesOf(none)).toBeUndefined();
  });

  it('prints what one run would have, and writes the result', async () => {
    const path = file('merged.json', '');
    const { stdout } = await cli(['merge', ...(await shards(3)), '-o', path]);
    expect(steady(stdout)).toBe(steady((await cli(argv)).stdout));
    expect(read(path).summary.inputs).toBe(5);
  });

  it('has the reporters of certify, which show what they show of one run', async () => {
    const parts = await shards(2);
    // JSON is compared above: what was read from a file has its keys in another order.
    const names = ['text', 'csv', 'junit', 'sarif', 'github', 'markdown'];
    const written = async (command: readonly string[]): Promise<string[]> => {
      const files = names.map((name) => file(`${command[0]}.${name}`, ''));
      const { exitCode } = await cli([...command, ...names.flatMap((name, k) => ['--reporter', `${name}=${files[k]}`])]);
      expect(exitCode).toBe(0);
      return files.map((path) => timeless(readFileSync(path, 'utf8')));
    };
    expect(await written(['merge', ...parts])).toEqual(await written(argv));
    const junit = await cli(['merge', ...parts, '--reporter', 'junit']);
    expect(junit.stdout).toMatch(/^<\?xml [^]*<testsuites name="cnn-cert certify" tests="5"/);
    const twice = await cli(['merge', ...parts, '--json', '--reporter', 'junit']);
    expect([twice.exitCode, twice.stderr.includes('both want the standard output')]).toEqual([2, true]);
  });

  it('adds up CPU times, and takes the longest time and the largest memory', async () => {
    const paths = await shards(2);
    const costs = [
      { wallSeconds: 3, cpuSeconds: 2, peakRssMb: 100 },
      { wallSeconds: 1, cpuSeconds: 4, peakRssMb: 200 },
    ];
    const given = paths.map((path, k) => changed(path, (report) => ({ ...report, summary: { ...report.summary, ...costs[k] } })));
    const { stdout } = await cli(['merge', ...given, '--json']);
    expect((JSON.parse(stdout) as CertifyReport).summary).toMatchObject({ wallSeconds: 3, cpuSeconds: 6, peakRssMb: 200 });
  });

  it('refuses what is missing, unless that is wanted', async () => {
    const [first = '', , third = ''] = await shards(3);
    expect(await failure([first, third])).toBe('error MERGE_INCOMPLETE: of 3 shards, 2 is missing');
    const { stdout, stderr, exitCode } = await cli(['merge', first, third, '--partial', '--json']);
    const merged = certifyReportSchema.parse(JSON.parse(stdout));
    expect(merged.partial).toEqual({ shards: [1, 3], missing: [2] });
    expect(merged.interrupted).toEqual({ finished: 3, requested: 5 });
    expect(merged.summary.inputs).toBe(3);
    expect([exitCode, stderr]).toEqual([0, 'note: without shard 2\nnote: 3 of 5 inputs are merged, the others are missing\n']);
  });

  it('refuses shards that are not of one run, given twice, or no shards', async () => {
    const [first = '', second = ''] = await shards(2);
    const [other = ''] = await shards(2, '--norm', 'l2');
    const change = (name: string, edit: (report: CertifyReport) => CertifyReport): Promise<string> =>
      failure([
        first,
        changed(
          second.replace(/[^/]*$/, (base) => base),
          edit,
        ),
      ]).then((text) => `${name}: ${text}`);
    expect([
      await failure([other, second]),
      await failure([first, second, first]),
      await failure([first, await shard('2/3')]),
      await change('model', (report) => ({ ...report, model: { ...report.model, sha256: 'f'.repeat(64) } })),
      await change('data', (report) => ({ ...report, data: { ...report.data, sha256: 'f'.repeat(64) } })),
      await change('input', (report) => ({ ...report, inputs: read(first).inputs })),
      await change('lost', (report) => ({ ...report, inputs: report.inputs.slice(1) })),
      await change('interrupted', (report) => ({ ...report, interrupted: { finished: 1, requested: 2 } })),
      await change('no shard', ({ shard: _, ...report }) => report),
      await change('weights', (report) => ({ ...report, shard: { ...report.shard!, run: 'f'.repeat(64) } })),
    ]).toMatchInlineSnapshot(`
      [
        "error MERGE_MISMATCH: shard-2-of-2.json and shard-1-of-2--norml2.json are not of one run: norm "linf" and "l2"",
        "error MERGE_OVERLAP: shard-1-of-2.json and shard-1-of-2.json both hold shard 1",
        "error MERGE_MISMATCH: shard-2-of-3.json and shard-1-of-2.json are not of one run: number of shards 3 and 2",
        "model: error MERGE_MISMATCH: shard-2-of-2-changed.json and shard-1-of-2.json are not of one run: other models",
        "data: error MERGE_MISMATCH: shard-2-of-2-changed.json and shard-1-of-2.json are not of one run: other inputs or labels",
        "input: error MERGE_OVERLAP: shard-1-of-2.json and shard-2-of-2-changed.json both hold input 0",
        "lost: error MERGE_INCOMPLETE: the shards hold 4 inputs, but the run has 5",
        "interrupted: error MERGE_INCOMPLETE: shard-2-of-2-changed.json was interrupted before its end",
        "no shard: error MERGE_NO_SHARD: shard-2-of-2-changed.json is not the result of a shard",
        "weights: error MERGE_MISMATCH: shard-2-of-2-changed.json and shard-1-of-2.json are not of one run: other options or files of the model",
      ]
    `);
  });

  it.each([
    ['where it fails', []],
    ['where it does not', ['--partial']],
  ] as const)('never writes over what it reads, %s', async (_, more) => {
    const [first = '', second = ''] = await shards(2);
    const before = readFileSync(first, 'utf8');
    for (const output of [
      ['-o', first],
      ['--reporter', `html=${first}`],
    ]) {
      // One shard of two: the merge fails unless that is wanted.
      const { exitCode, stdout, stderr } = await cli(['merge', first, ...more, ...output]);
      expect([exitCode, stdout, steady(stderr).split('\n')[0]]).toEqual([
        2,
        '',
        'error OPTION_VALUE: shard-1-of-2.json is read, and would be overwritten',
      ]);
      expect(readFileSync(first, 'utf8')).toBe(before);
    }
    expect((await cli(['merge', first, second, '-o', second])).exitCode).toBe(2);
  });

  it('tells what is no result', async () => {
    expect(await failure([file('empty.json', '')])).toBe('error RESULT_FILE: empty.json is empty');
    expect(await failure(['none.json'])).toMatch(/^error RESULT_FILE: none\.json cannot be read \(ENOENT/);
    expect((await cli(['merge'])).exitCode).toBe(2);
  });
});
