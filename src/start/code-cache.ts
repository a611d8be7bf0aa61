import { closeSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { CodeFile, packedCode, type CompiledScript, type ScriptKey } from './code-file.js';
import type { ReadingBuffer } from './reading-buffer.js';

/**
 * Later runs compile more functions (of other models, with or without threads): code is written again soon after it was first written, then after four times as long,
 * and so on up to a day. It is dropped when it was of no use for a month.
 */
const SOON = 10_000;
const DAY = 24 * 60 * 60 * 1000;
const KEPT = 30 * DAY;

/** What start.ts names the files, and what a process that died while it wrote leaves of one. */
const OURS = /^[a-z]{1,20}-[0-9a-f]{8}-v\d[\w.+-]*-\w+(\.\d+\.tmp)?$/;

/**
 * The folder of compiled code in the user's caches; null: there is none, or the user wants none (`NODE_DISABLE_COMPILE_CACHE`, as Node has it). Where coverage is
 * measured Node compiles everything anew, too.
 */
export function codeFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string | null {
  if ((env['NODE_DISABLE_COMPILE_CACHE'] ?? '') !== '' || (env['NODE_V8_COVERAGE'] ?? '') !== '') return null;
  const caches = cachesOf(env, platform);
  return caches !== null && isAbsolute(caches) ? join(caches, 'cnn-cert', 'code') : null;
}

function cachesOf(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  if ((env['XDG_CACHE_HOME'] ?? '') !== '') return env['XDG_CACHE_HOME'] ?? null;
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? null;
  return join(homedir(), ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
}

/** Compiled code of earlier runs, in one file. Nothing that is wrong with it is told: then everything is compiled, as ever. */
export class CodeCache {
  readonly #path: string;
  /** Null: there is none, or it is of no use. */
  #kept: CodeFile | null = null;
  /** Whether the file is to be written again. */
  #stale = true;
  /** How often that was done for these scripts. */
  #writes = 0;

  /** `name`: of the file, in `folder`. Code is bound to the version of Node, so the name must tell it. */
  constructor(
    private readonly folder: string,
    name: string,
  ) {
    this.#path = join(folder, name);
    try {
      const kept = new CodeFile(this.#path);
      this.#kept = kept;
      this.#writes = kept.writes;
      this.#stale = kept.scripts.length === 0 || Date.now() - kept.mtimeMs > Math.min(SOON * 4 ** (kept.writes - 1), DAY);
    } catch {
      this.#begin();
    }
  }

  /** The code of exactly this script, valid until something else is read into the buffer. */
  get([name, bytes, checksum]: ScriptKey, buffer: ReadingBuffer): Buffer | undefined {
    const key = this.#kept?.key(name);
    if (key?.[1] === bytes && key[2] === checksum) {
      const code = this.#kept?.code(name, buffer);
      if (code !== undefined) return code;
    }
    // Another build, or damage: the other scripts have changed or other names, too.
    if (key !== undefined) this.#drop();
    this.#begin();
    return undefined;
  }

  /** To be called when V8 refuses some code: it was made under other flags. */
  refused(): void {
    this.#drop();
    this.#begin();
  }

  /** Writes the code that `make` gives, if there is anything new to it, with what is kept of scripts that this run did not load. The last thing that is asked of it. */
  put(make: () => readonly CompiledScript[]): void {
    try {
      if (this.#stale) this.#write(() => packedCode(this.#joined(make()), this.#writes + 1));
    } catch {
      // A folder that cannot be written, a full disk: the next run compiles again.
    } finally {
      this.#drop();
    }
  }

  /** Of each script the code with more in it: V8 drops functions that were not used for long. */
  #joined(scripts: readonly CompiledScript[]): CompiledScript[] {
    const all = new Map(scripts.map((script) => [script.key[0], script]));
    for (const { key, length } of this.#kept?.scripts ?? []) {
      const made = all.get(key[0]);
      const isSame = made === undefined || made.key.every((part, i) => part === key[i]);
      if (!isSame || (made !== undefined && length <= made.code.length)) continue;
      const code = this.#kept?.code(key[0]);
      if (code !== undefined) all.set(key[0], { key, code });
    }
    return [...all.values()];
  }

  #begin(): void {
    this.#stale = true;
    this.#writes = 0;
  }

  #drop(): void {
    this.#kept?.close();
    this.#kept = null;
  }

  /** Written aside and renamed: no other process ever sees half a file. */
  #write(make: () => Buffer): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const aside = `${this.#path}.${process.pid}.tmp`;
    try {
      // Before anything is made, which takes longer than to see that it cannot be written.
      const file = openSync(aside, 'wx', 0o600);
      try {
        writeFileSync(file, make());
      } finally {
        closeSync(file);
      }
      // Not every system lets an open file be replaced.
      this.#drop();
      renameSync(aside, this.#path);
    } finally {
      rmSync(aside, { force: true });
    }
    this.#dropOld();
  }

  #dropOld(): void {
    for (const name of readdirSync(this.folder)) {
      if (!OURS.test(name)) continue;
      const path = join(this.folder, name);
      if (Date.now() - statSync(path).mtimeMs > KEPT) rmSync(path, { force: true });
    }
  }
}
