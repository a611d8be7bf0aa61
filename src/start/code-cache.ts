import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { crc32 } from 'node:zlib';

/**
 * Which script the compiled code is of: name, size and CRC-32 of its file. V8 looks at the length of a script alone, and the time of change tells nothing: packages
 * give all files of all versions the same one.
 */
export type ScriptKey = readonly [name: string, bytes: number, checksum: number];

/** A script and the code that V8 made of it (`Script.createCachedData`). */
export interface CompiledScript {
  readonly key: ScriptKey;
  readonly code: Buffer;
}

/**
 * Later runs compile more functions (of other models, with or without threads): code is written again soon after it was first written, then after four times as long,
 * and so on up to a day. It is dropped when it was of no use for a month.
 */
const SOON = 10_000;
const DAY = 24 * 60 * 60 * 1000;
const KEPT = 30 * DAY;

/** What start.ts names the files, and what a process that died while it wrote leaves of one. */
const OURS = /^[a-z]{1,20}-[0-9a-f]{8}-v\d[\w.+-]*-\w+(\.\d+\.tmp)?$/;

const HEAD = 8;
/** V8 copies code that does not lie on such a boundary. */
const ALIGNMENT = 8;

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
  readonly #kept = new Map<string, CompiledScript>();
  /** Whether the file is to be written again. */
  #stale = true;
  /** How often that was done for these scripts. */
  #writes = 0;

  /** `name`: of the file, in `folder`. Code is bound to the version of Node, so the name must tell it. */
  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    try {
      this.#read();
    } catch {
      this.#kept.clear();
    }
  }

  /** The code of exactly this script. */
  get([name, bytes, checksum]: ScriptKey): Buffer | undefined {
    const found = this.#kept.get(name);
    if (found?.key[1] === bytes && found.key[2] === checksum) return found.code;
    // Another build: the other scripts have changed or other names, too.
    if (found !== undefined) this.#kept.clear();
    this.#begin();
    return undefined;
  }

  /** To be called when V8 refuses some code: it was made under other flags. */
  refused(): void {
    this.#kept.clear();
    this.#begin();
  }

  /** Writes the code that `make` gives, if there is anything new to it, with what is kept of scripts that this run did not load. */
  put(make: () => readonly CompiledScript[]): void {
    if (!this.#stale) return;
    try {
      this.#write(() => packed(this.#joined(make()), this.#writes + 1));
    } catch {
      // A folder that cannot be written, a full disk: the next run compiles again.
    }
  }

  /** Of each script the code with more in it: V8 drops functions that were not used for long. */
  #joined(scripts: readonly CompiledScript[]): CompiledScript[] {
    const all = new Map(this.#kept);
    for (const script of scripts) {
      const known = all.get(script.key[0]);
      const isSame = known !== undefined && known.key.every((part, i) => part === script.key[i]);
      if (!isSame || known.code.length <= script.code.length) all.set(script.key[0], script);
    }
    return [...all.values()];
  }

  #begin(): void {
    this.#stale = true;
    this.#writes = 0;
  }

  #read(): void {
    const file = openSync(this.#path, 'r');
    try {
      const { uid, mode, mtimeMs } = fstatSync(file);
      if (!isPrivate(uid, mode)) return;
      const bytes = readFileSync(file);
      const { writes, scripts } = unpacked(bytes);
      for (const script of scripts) this.#kept.set(script.key[0], script);
      this.#writes = writes;
      this.#stale = this.#kept.size === 0 || Date.now() - mtimeMs > Math.min(SOON * 4 ** (writes - 1), DAY);
    } finally {
      closeSync(file);
    }
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

  get #path(): string {
    return join(this.folder, this.name);
  }
}

/** Compiled code runs as it is: nobody else may have written it. */
function isPrivate(uid: number, mode: number): boolean {
  if (process.getuid === undefined) return true;
  return uid === process.getuid() && (mode & 0o022) === 0;
}

/** What the head of a file lists. */
interface Contents {
  readonly writes: number;
  readonly scripts: readonly (readonly [name: string, bytes: number, checksum: number, length: number])[];
}

/** CRC-32 of all that follows it, length of the contents, these (JSON), and the code of the scripts. */
function packed(scripts: readonly CompiledScript[], writes: number): Buffer {
  const contents: Contents = { writes, scripts: scripts.map(({ key, code }) => [...key, code.length]) };
  const list = Buffer.from(JSON.stringify(contents));
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(list.length, 4);
  const parts = [head, list, padding(HEAD + list.length), ...scripts.flatMap(({ code }) => [code, padding(code.length)])];
  const bytes = Buffer.concat(parts);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

function unpacked(bytes: Buffer): { readonly writes: number; readonly scripts: readonly CompiledScript[] } {
  if (crc32(bytes.subarray(4)) !== bytes.readUInt32LE(0)) return { writes: 0, scripts: [] };
  let offset = HEAD + bytes.readUInt32LE(4);
  const { writes, scripts } = JSON.parse(bytes.toString('utf8', HEAD, offset)) as Contents;
  const codes = scripts.map(([name, size, checksum, length]): CompiledScript => {
    const start = aligned(offset);
    offset = start + length;
    return { key: [name, size, checksum], code: bytes.subarray(start, offset) };
  });
  return { writes, scripts: codes };
}

function padding(length: number): Buffer {
  return Buffer.alloc(aligned(length) - length);
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
