import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { acquireLock } from '../../src/run/lock.js';
import { codeOf, tempFiles } from '../data/files.js';

const file = tempFiles();
const fresh = (name: string): string => `${file(`${name}/x`, '')}.lock`;
const holder = (pid: number, began: string | null = null, host = hostname()): string => JSON.stringify({ pid, host, began });

/** The number of a process that is no more. */
function deadProcess(): number {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return pid;
}

describe('a lock', () => {
  it('keeps others out until it is given back, this process included', () => {
    const path = fresh('simple');
    const release = acquireLock(path);
    expect(codeOf(() => acquireLock(path))).toBe('JOURNAL_LOCKED');
    release();
    expect(existsSync(path)).toBe(false);
    acquireLock(path)();
  });

  it.each([
    ['a process that is no more', holder(deadProcess())],
    ['a former process of the same number as this one', holder(process.pid)],
    ['a former process of the same number as another one', holder(process.ppid, 'once')],
  ])('of %s is taken over', (_, content) => {
    const path = fresh(`stale-${content.length}-${content.includes('once')}-${content.includes(String(process.pid))}`);
    writeFileSync(path, content);
    const release = acquireLock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
    release();
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['a process that is at work', holder(process.ppid)],
    ['another machine', holder(deadProcess(), null, 'elsewhere')],
    ['someone who has only begun to write it', ''],
  ])('of %s is respected', (_, content) => {
    const path = fresh(`held-${content.length}-${content.includes('elsewhere')}`);
    writeFileSync(path, content);
    expect(codeOf(() => acquireLock(path))).toBe('JOURNAL_LOCKED');
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('that was begun long ago and never written is taken over', () => {
    const path = fresh('empty');
    writeFileSync(path, '');
    utimesSync(path, 1, 1);
    acquireLock(path)();
  });
});
