import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ResultCache } from '../../src/run/cache.js';
import { pruneCache } from '../../src/run/prune-cache.js';
import { tempFiles } from '../data/files.js';
import { resultOf } from './fakes.js';
import { identityOf } from './identities.js';

const file = tempFiles();
let folders = 0;
const fresh = (): string => join(file(`${++folders}/x`, ''), '..');
const HOUR = 3600 * 1000;
const NOW = Date.UTC(2026, 10, 26);

/** Entries `00/0…0.json`, `01/0…1.json`, … of `bytes` bytes, the k-th last used k hours before now. */
function filled(count: number, bytes: number, suffix = ''): string {
  const folder = fresh();
  for (let k = 0; k < count; k++) {
    const name = k.toString(16).padStart(2, '0');
    mkdirSync(join(folder, name));
    const path = join(folder, name, `${name.padStart(62, '0')}.json${suffix}`);
    writeFileSync(path, 'x'.repeat(bytes));
    const used = new Date(NOW - k * HOUR);
    utimesSync(path, used, used);
  }
  return folder;
}

function names(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile());
  return files.map((path) => path.slice(0, 2)).sort();
}

describe('pruning of a cache', () => {
  it('removes what was not used for the longest time, until there is some room', () => {
    const folder = filled(10, 100);
    pruneCache(folder, 700, NOW);
    expect(names(folder)).toEqual(['.p', '00', '01', '02', '03', '04', '05', 'x']);
  });

  it('removes nothing of a cache that is small enough, but what nobody has used for three months', () => {
    const folder = filled(3, 100);
    pruneCache(folder, 300, NOW);
    expect(names(folder)).toEqual(['.p', '00', '01', '02', 'x']);
    pruneCache(folder, 300, NOW + 90 * 24 * HOUR - 1.5 * HOUR);
    expect(names(folder)).toEqual(['.p', '00', '01', 'x']);
  });

  it('looks once an hour, whatever the clock does', () => {
    const folder = filled(3, 100);
    pruneCache(folder, 1000);
    const stamp = statSync(join(folder, '.pruned')).mtimeMs;
    for (const minutes of [1, 59, -59]) pruneCache(folder, 100, stamp + minutes * 60 * 1000);
    expect(names(folder)).toHaveLength(5);
    pruneCache(folder, 100, stamp - 2 * HOUR);
    expect(names(folder)).toHaveLength(2);
  });

  it('removes what a process that died has not finished, and no file that is not of a cache', () => {
    const folder = filled(3, 10, '.77.tmp');
    mkdirSync(join(folder, 'ab', 'f'.repeat(62).concat('.json')), { recursive: true });
    for (const other of ['00/thesis.json', 'notes.txt', 'ab/0.json']) writeFileSync(join(folder, other), '');
    pruneCache(folder, 1, NOW + 1000);
    const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.'));
    const unfinished = `00/${'0'.repeat(62)}.json.77.tmp`;
    expect(left.sort()).toEqual(['.pruned', unfinished, '00/thesis.json', 'ab/0.json', `ab/${'f'.repeat(62)}.json`, 'notes.txt']);
  });

  it('is never in the way of a folder that is not there, or is none', () => {
    const folder = join(fresh(), 'none');
    expect(() => pruneCache(folder, 1)).not.toThrow();
    expect(() => pruneCache(file('a-file', 'text'), 1)).not.toThrow();
    expect([existsSync(folder), readFileSync(file('a-file', 'text'), 'utf8')]).toEqual([false, 'text']);
  });

  it('spares what was read lately', () => {
    const folder = fresh();
    const cache = new ResultCache(folder, identityOf(), () => undefined);
    const task = (label: number) => ({ index: 3, label, input: Float64Array.of(0.5) });
    for (const label of [0, 1]) cache.put(task(label), resultOf(3));
    const old = new Date(Date.now() - 100 * HOUR);
    const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json') && path.length > 60);
    for (const path of entries) utimesSync(join(folder, path), old, old);
    expect(cache.get(task(0))?.cached).toBe(true);
    pruneCache(folder, 1.5 * statSync(join(folder, entries[0]!)).size);
    expect([cache.get(task(0))?.cached, cache.get(task(1))]).toEqual([true, null]);
  });
});

/** Writes, reads and prunes as fast as it can; prints what it read wrongly, and every note. */
const BUSY = `
import { rmSync } from 'node:fs';
import { ResultCache } from '${resolve('dist/run/cache.js')}';
import { pruneCache } from '${resolve('dist/run/prune-cache.js')}';
const [folder, seed] = process.argv.slice(1);
const identity = { tool: '1', code: 'c', arithmetic: 'a', model: 'm', settings: {} };
const cache = new ResultCache(folder, identity, (text) => console.log(text));
const task = (label) => ({ index: 0, label, input: Float64Array.of(0.5) });
for (let k = 0; k < 500; k++) {
  const label = (k * 7 + Number(seed)) % 23;
  const found = cache.get(task(label));
  if (found !== null && found.limitingClass !== label) console.log('read', label, found);
  cache.put(task(label), { index: 0, label, status: 'ok', limitingClass: label });
  if (k % 5 !== 0) continue;
  rmSync(folder + '/.pruned', { force: true });
  pruneCache(folder, 2000);
}
`;

it('runs that share a cache prune, write and read it at the same time', async () => {
  const folder = fresh();
  const outputs = await Promise.all(
    ['1', '2', '3'].map(
      (seed) =>
        new Promise<string>((done) => {
          const child = spawn(process.execPath, ['--input-type=module', '-e', BUSY, folder, seed]);
          let text = '';
          child.stdout.on('data', (part: Buffer) => (text += part.toString()));
          child.stderr.on('data', (part: Buffer) => (text += part.toString()));
          child.on('close', (code) => done(`${text}${code}`));
        }),
    ),
  );
  expect(outputs).toEqual(['0', '0', '0']);
});
