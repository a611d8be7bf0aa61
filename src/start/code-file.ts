import { closeSync, fstatSync, openSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fill, type ReadingBuffer } from './reading-buffer.js';

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

/** What the list at the head of a file has of each script: its key, the length of its code and the CRC-32 of that. */
type Entry = readonly [...ScriptKey, length: number, codeChecksum: number];

interface Contents {
  readonly writes: number;
  readonly scripts: readonly Entry[];
}

/** Where the code of a script is. */
interface Place {
  readonly key: ScriptKey;
  readonly start: number;
  readonly length: number;
  readonly checksum: number;
}

/** CRC-32 of what follows up to the end of the list, and the length of the list. */
const HEAD = 8;
/** V8 copies code that does not lie on such a boundary. */
const ALIGNMENT = 8;
/** The list of a sound file is a tenth of this. */
const LONGEST_LIST = 2 ** 16;

/** A file of compiled code that is open; of it only the head is read at once, as a run needs the code of some scripts only. */
export class CodeFile {
  readonly mtimeMs: number;
  readonly writes: number = 0;
  readonly #places = new Map<string, Place>();
  readonly #descriptor: number;

  /** Throws what keeps the file from being opened. One that others may have written, or whose head is not whole, holds nothing. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    let list: { readonly contents: Contents; readonly end: number } | null;
    try {
      const { uid, mode, mtimeMs, size } = fstatSync(this.#descriptor);
      this.mtimeMs = mtimeMs;
      list = isPrivate(uid, mode) ? this.#list(size) : null;
    } catch (cause) {
      this.close();
      throw cause;
    }
    if (list === null) return;
    this.writes = list.contents.writes;
    let offset = list.end;
    for (const [name, bytes, checksum, length, codeChecksum] of list.contents.scripts) {
      const start = aligned(offset);
      offset = start + length;
      this.#places.set(name, { key: [name, bytes, checksum], start, length, checksum: codeChecksum });
    }
  }

  /** The scripts it has code of, and how long that is. */
  get scripts(): readonly { readonly key: ScriptKey; readonly length: number }[] {
    return [...this.#places.values()];
  }

  key(name: string): ScriptKey | undefined {
    return this.#places.get(name)?.key;
  }

  /** The code of a script, in memory of its own or (valid until something else is read) in a given one; undefined where it is not what was written. */
  code(name: string, buffer: ReadingBuffer | null = null): Buffer | undefined {
    const place = this.#places.get(name);
    if (place === undefined) return undefined;
    try {
      const code = buffer?.readPart(this.#descriptor, place.start, place.length) ?? this.#part(place.start, place.length);
      return crc32(code) === place.checksum ? code : undefined;
    } catch {
      return undefined;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #list(size: number): { readonly contents: Contents; readonly end: number } | null {
    if (size < HEAD) return null;
    const head = this.#part(0, HEAD);
    const length = head.readUInt32LE(4);
    if (length > LONGEST_LIST || HEAD + length > size) return null;
    const list = this.#part(HEAD, length);
    if (crc32(list, crc32(head.subarray(4))) !== head.readUInt32LE(0)) return null;
    return { contents: JSON.parse(list.toString('utf8')) as Contents, end: HEAD + length };
  }

  #part(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    fill(this.#descriptor, bytes, position);
    return bytes;
  }
}

/** The bytes of a file: its head, and the code of the scripts; `writes`: how often these were written. */
export function packedCode(scripts: readonly CompiledScript[], writes: number): Buffer {
  const contents: Contents = { writes, scripts: scripts.map(({ key, code }): Entry => [...key, code.length, crc32(code)]) };
  const list = Buffer.from(JSON.stringify(contents));
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(list.length, 4);
  head.writeUInt32LE(crc32(list, crc32(head.subarray(4))), 0);
  return Buffer.concat([head, list, padding(HEAD + list.length), ...scripts.flatMap(({ code }) => [code, padding(code.length)])]);
}

/** Compiled code runs as it is: nobody else may have written it. */
function isPrivate(uid: number, mode: number): boolean {
  if (process.getuid === undefined) return true;
  return uid === process.getuid() && (mode & 0o022) === 0;
}

function padding(length: number): Buffer {
  return Buffer.alloc(aligned(length) - length);
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
