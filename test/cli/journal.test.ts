import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CertifyReport } from '../../src/report/schema.js';
import { tempFiles } from '../data/files.js';
import { Random } from '../support/random.js';
import { cli, linearModel, type Outcome } from './support.js';
import { withoutTimes } from './without-times.js';

const file = tempFiles();
const model = file('linear.onnx', linearModel());
const data = file('four.csv', '0,1,0.25\n1,0.5,2\n1,1,0\n2,-1,-1\n');
const argv = ['certify', model, '--data', data];
let files = 0;
const fresh = (): string => file(`${++files}/x`, '').replace(/x$/, 'journal');
const reportOf = ({ stdout }: Outcome): CertifyReport => JSON.parse(stdout) as CertifyReport;
const indicesIn = (journal: string): number[] =>
  readFileSync(journal, 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => (JSON.parse(line) as { result: { index: number } }).result.index);

/** Interrupts a run after two inputs. */
async function interrupted(journal: string, ...more: string[]): Promise<Outcome> {
  return cli([...argv, '--journal', journal, ...more], { onOutput: (text, signal) => (/^ +1 /.test(text) ? signal() : undefined) });
}

describe('certify --journal', () => {
  it('reports what it would without, and refuses to begin a second time', async () => {
    const journal = fresh();
    const plain = await cli([...argv, '--json']);
    const kept = await cli([...argv, '--json', '--journal', journal]);
    expect(withoutTimes(reportOf(kept))).toEqual(withoutTimes(reportOf(plain)));
    expect(indicesIn(journal)).toEqual([0, 1, 2, 3]);
    const again = await cli([...argv, '--journal', journal]);
    expect({ ...again, stderr: again.stderr.replaceAll(journal, 'J') }).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "error JOURNAL_EXISTS: there is a journal J already
      hint: Add --resume to go on with it, or name another file.
      ",
        "stdout": "",
      }
    `);
  });

  it('tells how to go on when it is interrupted, and goes on with the inputs that are left', async () => {
    const journal = fresh();
    const { exitCode, stderr } = await interrupted(journal);
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 130,
        "stderr": "interrupted: 2 of 4 inputs are done, the others are left out
      The journal has them: the same command with --resume goes on.
      ",
      }
    `);
    const before = readFileSync(journal, 'utf8');
    const resumed = await cli([...argv, '--journal', journal, '--resume']);
    expect([resumed.exitCode, resumed.stderr]).toEqual([0, 'note: 2 of 4 inputs are in the journal already\n']);
    expect(readFileSync(journal, 'utf8').startsWith(before)).toBe(true);
    expect(indicesIn(journal)).toEqual([0, 1, 2, 3]);
    const complete = await cli([...argv, '--journal', journal, '--resume', '--json']);
    expect(withoutTimes(reportOf(complete))).toEqual(withoutTimes(reportOf(await cli([...argv, '--json']))));
  });

  it('says what differs when it is not the run that was begun', async () => {
    const journal = fresh();
    await interrupted(journal);
    const { exitCode, stderr } = await cli([...argv, '--journal', journal, '--resume', '--norm', 'l2', '--limit', '3']);
    expect(exitCode).toBe(2);
    expect(stderr.replaceAll(journal, 'J')).toMatchInlineSnapshot(`
      "error JOURNAL_MISMATCH: the journal J is of another run: other inputs, labels or choice of inputs; norm was linf, now l2
      hint: Run it with what it was begun with, or name another journal.
      "
    `);
  });

  it('does not take another label for the same input', async () => {
    const journal = fresh();
    const labels = (list: string): string[] => [...argv.slice(0, 3), file('unlabelled.csv', '1,0.25\n0.5,2\n'), '--labels', list];
    expect((await cli([...labels('0,1'), '--journal', journal])).exitCode).toBe(0);
    const { exitCode, stderr } = await cli([...labels('0,2'), '--journal', journal, '--resume']);
    expect([exitCode, stderr.includes('JOURNAL_MISMATCH')]).toEqual([2, true]);
  });

  it('begins with --resume where there is nothing to resume, and saves counterexamples of inputs that were done before', async () => {
    const journal = fresh();
    const folder = join(dirname(journal), 'points');
    expect((await cli([...argv, '--journal', journal, '--resume'])).exitCode).toBe(0);
    const { inputs } = reportOf(await cli([...argv, '--journal', journal, '--resume', '--save-counterexamples', folder, '--json']));
    const paths = inputs.flatMap(({ counterexample }) => counterexample?.path ?? []);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('is refused without a name for --resume, and where it cannot be written', async () => {
    expect((await cli([...argv, '--resume'])).stderr).toContain('hint: Name it with --journal FILE.');
    expect(await cli([...argv, '--journal', '/no/such/folder/j'])).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('certify --cache', () => {
  it('computes nothing twice, says so, and reports the same', async () => {
    const cache = join(dirname(fresh()), 'cache');
    const first = reportOf(await cli([...argv, '--json', '--cache', cache]));
    const second = reportOf(await cli([...argv, '--json'], { env: { CNN_CERT_CACHE: cache } }));
    expect(first.inputs.map(({ cached }) => cached)).toEqual([undefined, undefined, undefined, undefined]);
    expect(second.inputs.map(({ cached }) => cached)).toEqual([true, true, true, true]);
    const inputs = second.inputs.map(({ cached: _, ...input }) => input);
    expect(withoutTimes({ ...second, inputs })).toEqual(withoutTimes(first));
    const others = reportOf(await cli([...argv, '--json', '--cache', cache, '--norm', 'l1']));
    expect(others.inputs.some(({ cached }) => cached === true)).toBe(false);
  });

  it('does not keep a run from ending when it cannot be written', async () => {
    const { exitCode, stderr } = await cli([...argv, '--json', '--cache', file('no-folder', '')]);
    expect(exitCode).toBe(0);
    expect(stderr.match(/^note: the cache .* cannot be /gm)).toHaveLength(2);
  });
});

/** Ends a run of the real program by SIGKILL once its journal has grown by `lines` lines, and `delay` milliseconds have passed. */
function killed(command: readonly string[], journal: string, lines: number, delay: number): Promise<NodeJS.Signals | null> {
  const size = (): number => (existsSync(journal) ? indicesOrNone(journal) : 0);
  const before = size();
  const child = spawn(process.execPath, command, { stdio: 'ignore' });
  const timer = setInterval(() => {
    if (size() < before + lines) return;
    clearInterval(timer);
    setTimeout(() => child.kill('SIGKILL'), delay);
  }, 5);
  return new Promise((resolve) =>
    child.on('close', (_, signal) => {
      clearInterval(timer);
      resolve(signal);
    }),
  );
}

function indicesOrNone(journal: string): number {
  return Math.max(0, readFileSync(journal, 'utf8').split('\n').length - 2);
}

describe('kill -9', () => {
  // Many more than ten moments take on a fast machine: some must be left for the end.
  const COUNT = 120;
  const images = [
    '--data',
    'models/sample-images-idx3-ubyte.gz',
    '--labels',
    'models/sample-labels-idx1-ubyte.gz',
    '--limit',
    String(COUNT),
  ];
  const bin = ['bin/cnn-cert.js', 'certify', 'models/fmnist_relu_robust.onnx', ...images];
  const settings = ['--method', 'crown-interval', '--eps', '0.08', '--threads', '2', '--json'];

  async function output(command: readonly string[]): Promise<CertifyReport> {
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part: Buffer) => (text += part.toString()));
    await new Promise((resolve) => child.on('close', resolve));
    return JSON.parse(text) as CertifyReport;
  }

  it('at ten random moments loses nothing, counts nothing twice, and changes no bit of the result', { timeout: 240_000 }, async () => {
    const journal = fresh();
    const folder = join(dirname(journal), 'points');
    const saved = ['--save-counterexamples', folder];
    const random = new Random(20261125);
    const resume = [...bin, ...settings, ...saved, '--journal', journal, '--resume'];
    let lines: string[] = [];
    let died = 0;
    for (let moment = 0; moment < 10; moment++) {
      // Some die before anything is read, most in the middle of their inputs.
      const wanted = moment === 0 ? 0 : Math.floor(random.uniform(1, 4));
      const signal = await killed(resume, journal, wanted, random.uniform(0, wanted === 0 ? 300 : 40));
      if (signal === 'SIGKILL') died++;
      const now = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').slice(0, -1) : [];
      expect(now.slice(0, lines.length)).toEqual(lines);
      lines = now;
    }
    expect(died).toBe(10);
    expect(lines.length).toBeLessThan(COUNT + 1);
    const resumed = await output(resume);
    expect(indicesIn(journal).sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, k) => k));
    const points = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    expect(withoutTimes(resumed)).toEqual(withoutTimes(await output([...bin, ...settings, ...saved])));
    expect(readdirSync(folder).map((name) => readFileSync(join(folder, name)))).toEqual(points);
    expect(points.length).toBeGreaterThan(0);
  });

  it('leaves a lock that the next run takes over, while a run that lives keeps others out', { timeout: 120_000 }, async () => {
    const journal = fresh();
    const command = [...bin, ...settings, '--threads', '1', '--journal', journal, '--no-attack'];
    const child = spawn(process.execPath, command, { stdio: 'ignore' });
    const closed = new Promise((resolve) => child.on('close', resolve));
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (!existsSync(journal) || statSync(journal).size === 0) return;
        clearInterval(timer);
        resolve();
      }, 5);
    });
    child.kill('SIGSTOP');
    const second = spawn(process.execPath, [...command, '--resume'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    second.stderr.on('data', (part: Buffer) => (told += part.toString()));
    const code = await new Promise((resolve) => second.on('close', resolve));
    child.kill('SIGKILL');
    await closed;
    expect([code, told.replaceAll(journal, 'J').replace(/process \d+ on \S+:/, 'process N on HOST:')]).toEqual([
      2,
      expect.stringMatching(/^error JOURNAL_LOCKED: J\.lock: process \d+ on .* is writing this journal\nhint: Wait /),
    ]);
    expect(existsSync(`${journal}.lock`)).toBe(true);
    const { inputs } = await output([...command, '--resume']);
    expect(inputs).toHaveLength(COUNT);
    expect(existsSync(`${journal}.lock`)).toBe(false);
  });
});
