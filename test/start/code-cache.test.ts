import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodeCache, codeFolder } from '../../src/start/code-cache.js';
import type { CompiledScript, ScriptKey } from '../../src/start/code-file.js';
import { ReadingBuffer } from '../../src/start/reading-buffer.js';

const BUFFER = new ReadingBuffer();
const KEY: ScriptKey = ['main.cjs', 100, 5];
const CODE = Buffer.from('code of main');
const HOUR = 3600;

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'cnn-cert-code-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kept = (): string => join(folder, 'sub', 'certify');
const open = (): CodeCache => new CodeCache(join(folder, 'sub'), 'certify');
const scripts = (...codes: (readonly [ScriptKey, Buffer])[]): CompiledScript[] => codes.map(([key, code]) => ({ key, code }));

/** Runs once, so that both scripts are kept. */
function keep(): void {
  const cache = open();
  expect(cache.get(KEY, BUFFER)).toBeUndefined();
  cache.put(() => scripts([KEY, CODE], [['other.cjs', 7, 6], Buffer.from('odd')]));
}

/** Whether a run that finds all it looks for would write. */
function writes(cache: CodeCache): boolean {
  let asked = false;
  cache.put(() => {
    asked = true;
    return [];
  });
  return asked;
}

describe('compiled code', () => {
  it('is found again, by the name, the size and the checksum of the script', () => {
    keep();
    const cache = open();
    expect(cache.get(['other.cjs', 7, 6], BUFFER)).toEqual(Buffer.from('odd'));
    expect(cache.get(KEY, BUFFER)).toEqual(CODE);
    expect(writes(cache)).toBe(false);
    expect(readdirSync(join(folder, 'sub'))).toEqual(['certify']);
  });

  it.each([
    ['size', ['main.cjs', 101, 5]],
    ['checksum', ['main.cjs', 100, 6]],
    ['name', ['main2.cjs', 100, 5]],
  ] as [string, ScriptKey][])('is not that of a script of another %s, and is written again', (_, key) => {
    keep();
    const cache = open();
    expect(cache.get(key, BUFFER)).toBeUndefined();
    expect(writes(cache)).toBe(true);
  });

  it('is of no use where any byte of the file is another one, or is missing', () => {
    keep();
    const whole = readFileSync(kept());
    const listEnd = 8 + whole.readUInt32LE(4);
    const code = { start: whole.indexOf(CODE), end: whole.indexOf(CODE) + CODE.length };
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(kept(), damaged);
      // What follows is padding and the code of another script.
      expect(open().get(KEY, BUFFER), `byte ${at}`).toEqual(at < listEnd || (at >= code.start && at < code.end) ? undefined : CODE);
    }
    for (let length = 0; length < code.end; length++) {
      writeFileSync(kept(), whole.subarray(0, length));
      const cache = open();
      expect(cache.get(KEY, BUFFER), `${length} bytes`).toBeUndefined();
      expect(writes(cache)).toBe(true);
    }
  });

  it.skipIf(process.platform === 'win32')('is not taken from a file that others may write', () => {
    keep();
    chmodSync(kept(), 0o620);
    expect(open().get(KEY, BUFFER)).toBeUndefined();
  });

  it('is written again after ten seconds, then after four times as long and so on up to a day, and when V8 refuses it', () => {
    keep();
    const aged = (seconds: number): CodeCache => {
      const then = Date.now() / 1000 - seconds;
      utimesSync(kept(), then, then);
      return open();
    };
    for (const seconds of [10, 40, 160, 640, 2560, 10240, 40960, 24 * HOUR, 24 * HOUR]) {
      expect(writes(aged(seconds - 5))).toBe(false);
      const old = aged(seconds + 5);
      expect(old.get(KEY, BUFFER)).toEqual(CODE);
      let asked = false;
      old.put(() => {
        asked = true;
        return scripts([KEY, CODE]);
      });
      expect(asked).toBe(true);
      expect(writes(aged(0))).toBe(false);
    }
    const cache = aged(HOUR);
    expect(writes(cache)).toBe(false);
    cache.refused();
    cache.put(() => scripts([KEY, CODE]));
    expect(writes(aged(15))).toBe(true);
  });

  it('stays where a run did not load the script, or V8 dropped functions, but not beside another build', () => {
    keep();
    const longer = Buffer.from('code of main, and of more functions');
    const again = (...made: (readonly [ScriptKey, Buffer])[]): void => {
      const fresh = open();
      expect(fresh.get(['third.cjs', 1, 1], BUFFER)).toBeUndefined();
      fresh.put(() => scripts(...made));
    };
    again([KEY, longer]);
    again([KEY, CODE]);
    const found = [KEY, ['other.cjs', 7, 6] as const].map((key) => String(open().get(key, BUFFER)));
    expect(found).toEqual([String(longer), 'odd']);
    const upgraded = open();
    expect(upgraded.get(['main.cjs', 100, 77], BUFFER)).toBeUndefined();
    upgraded.put(() => scripts([['main.cjs', 100, 77], CODE]));
    expect([open().get(['main.cjs', 100, 77], BUFFER), open().get(['other.cjs', 7, 6], BUFFER)]).toEqual([CODE, undefined]);
  });

  it('is dropped a month after its last use, and nothing else is', () => {
    keep();
    const put = (name: string): string => join(folder, 'sub', name);
    const [left, unfinished, foreign] = [put('certify-0123abcd-v20.19.0-x64'), put('other-0123abcd-v20.19.0-x64.71.tmp'), put('notes.txt')];
    for (const path of [left, unfinished, foreign]) {
      writeFileSync(path, '');
      const monthsAgo = Date.now() / 1000 - 31 * 24 * HOUR;
      utimesSync(path, monthsAgo, monthsAgo);
    }
    const cache = open();
    cache.refused();
    cache.put(() => []);
    expect([left, unfinished, foreign, kept()].map((path) => existsSync(path))).toEqual([false, false, true, true]);
  });

  it('is done without where there is no folder for it', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const cache = new CodeCache(file, 'certify');
    expect(cache.get(KEY, BUFFER)).toBeUndefined();
    cache.put(() => scripts([KEY, CODE]));
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});

describe('its folder', () => {
  it('is among the caches of the user', () => {
    expect(codeFolder({ XDG_CACHE_HOME: '/caches' }, 'linux')).toBe(join('/caches', 'cnn-cert', 'code'));
    expect(codeFolder({ XDG_CACHE_HOME: '' }, 'linux')).toMatch(/\.cache.cnn-cert.code$/);
    expect(codeFolder({}, 'darwin')).toMatch(/Library.Caches.cnn-cert.code$/);
  });

  it.each([{ NODE_DISABLE_COMPILE_CACHE: '1' }, { NODE_V8_COVERAGE: 'folder' }, { XDG_CACHE_HOME: 'relative' }])(
    'is none with %o',
    (env) => {
      expect(codeFolder(env, 'linux')).toBeNull();
    },
  );

  it('is none where Windows names none', () => {
    expect(codeFolder({}, 'win32')).toBeNull();
  });
});
