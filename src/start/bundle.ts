import { join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import type { CodeCache } from './code-cache.js';
import type { CompiledScript, ScriptKey } from './code-file.js';
import { ReadingBuffer } from './reading-buffer.js';

type Factory = (exports: object, require: (name: string) => unknown, module: { exports: object }, file: string, folder: string) => void;

/** Loaded by Node, as only what Node loads can import ES modules without an experiment. */
const IMPORT = './import.cjs';

/**
 * The files of a bundle of CommonJS modules, as `require` would load them, but on code that was compiled before: Node itself does that from version 22 on only, and
 * with a file for each.
 */
export class Bundle {
  readonly #modules = new Map<string, { exports: object }>();
  readonly #buffer = new ReadingBuffer();
  readonly #scripts: { readonly key: ScriptKey; readonly script: Script }[] = [];

  /** `external` loads packages, Node's own modules, and `./import.cjs`, which imports ES modules for the others. */
  constructor(
    private readonly folder: string,
    private readonly cache: CodeCache | null,
    private readonly external: (name: string) => unknown,
  ) {}

  /** What a file of the bundle (`main.cjs`) exports. Throws whatever keeps it from being loaded. */
  load(name: string): object {
    const known = this.#modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.#modules.set(name, module);
    const path = join(this.folder, name);
    const factory = this.#compile(name, path).runInThisContext() as Factory;
    factory(module.exports, (id) => (isOwn(id) ? this.load(id.slice(2)) : this.external(id)), module, path, this.folder);
    return module.exports;
  }

  /** The code of all files that were loaded, with the functions that were used. */
  compiled(): CompiledScript[] {
    return this.#scripts.map(({ key, script }) => ({ key, code: script.createCachedData() }));
  }

  #compile(name: string, path: string): Script {
    const { whole, file } = this.#buffer.readFile(path, '(function(exports,require,module,__filename,__dirname){', '\n})');
    const key: ScriptKey = [name, file.length, crc32(file)];
    // Files of a bundle are ASCII (scripts/bundle.mjs).
    const source = whole.toString('latin1');
    const cachedData = this.cache?.get(key, this.#buffer);
    const script = new Script(source, { filename: path, ...(cachedData === undefined ? {} : { cachedData }) });
    if (script.cachedDataRejected === true) this.cache?.refused();
    this.#scripts.push({ key, script });
    return script;
  }
}

function isOwn(id: string): boolean {
  return id.startsWith('./') && id !== IMPORT;
}
