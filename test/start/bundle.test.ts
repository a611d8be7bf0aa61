import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bundle } from '../../src/start/bundle.js';
import { CodeCache } from '../../src/start/code-cache.js';
import type { CompiledScript } from '../../src/start/code-file.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cnn-cert-bundle-'));
  file(
    'main.cjs',
    "const { half } = require('./half.cjs'); exports.answer = () => 2 * half() + require('node:path').sep.length; exports.where = [__filename, __dirname];",
  );
  file('half.cjs', "const main = require('./main.cjs'); exports.half = () => 20; exports.early = Object.keys(main).length;");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string, modified = 1e9): void {
  writeFileSync(join(folder, name), text);
  utimesSync(join(folder, name), modified, modified);
}

interface Main {
  answer(): number;
  readonly where: readonly string[];
}

/** One run: what the main file answers, and what is kept for the next one (null: nothing new). */
function run(): { main: Main; bundle: Bundle; written: readonly CompiledScript[] | null } {
  const cache = new CodeCache(join(folder, 'code'), 'test');
  const bundle = new Bundle(folder, cache, createRequire(import.meta.url));
  const main = bundle.load('main.cjs') as Main;
  main.answer();
  let written: readonly CompiledScript[] | null = null;
  cache.put(() => (written = bundle.compiled()));
  return { main, bundle, written };
}

describe('a bundle', () => {
  it('loads its files as require does: each once, cycles too, and Node by its names', () => {
    const { main, bundle } = run();
    expect(main.answer()).toBe(41);
    expect(main.where).toEqual([join(folder, 'main.cjs'), folder]);
    expect(bundle.load('main.cjs')).toBe(main);
    expect(bundle.load('half.cjs')).toMatchObject({ early: 0 });
  });

  it('keeps the code of all its files, for the next run to find', () => {
    expect(run().written?.map(({ key }) => key[0])).toEqual(['main.cjs', 'half.cjs']);
    const { main, written } = run();
    expect(main.answer()).toBe(41);
    expect(written).toBeNull();
  });

  // Packages come with the same time of change in every file of every version.
  it.each([1e9, 1e9 + 1])(
    'runs a file that has changed as it is now, also where only a digit is another one: changed at %d',
    (modified) => {
      run();
      file('half.cjs', "const main = require('./main.cjs'); exports.half = () => 30; exports.early = Object.keys(main).length;", modified);
      const { main, written } = run();
      expect(main.answer()).toBe(61);
      expect(written).not.toBeNull();
      expect(run().main.answer()).toBe(61);
    },
  );

  it('compiles anew what V8 refuses', () => {
    // A text of its own: V8 remembers what it compiled in this process, and would not look at the code.
    file('alone.cjs', "exports.answer = () => 4 + 3 + 2 + 1; exports.text = 'compiled anew';");
    const open = (): CodeCache => new CodeCache(join(folder, 'code'), 'test');
    const bytes = readFileSync(join(folder, 'alone.cjs'));
    open().put(() => [{ key: ['alone.cjs', bytes.length, crc32(bytes)], code: Buffer.alloc(256) }]);
    const cache = open();
    const bundle = new Bundle(folder, cache, createRequire(import.meta.url));
    expect((bundle.load('alone.cjs') as Main).answer()).toBe(10);
    let asked = false;
    cache.put(() => ((asked = true), []));
    expect(asked).toBe(true);
  });

  it('works without kept code', () => {
    const bundle = new Bundle(folder, null, createRequire(import.meta.url));
    expect((bundle.load('main.cjs') as Main).answer()).toBe(41);
  });

  it('says in which file an error is', () => {
    file('main.cjs', 'this is no script');
    expect(() => run()).toThrow(SyntaxError);
    expect(() => new Bundle(folder, null, createRequire(import.meta.url)).load('missing.cjs')).toThrow(/missing\.cjs/);
  });
});
