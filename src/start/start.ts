import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { Bundle } from './bundle.js';
import { CodeCache, codeFolder } from './code-cache.js';

/** What main.cjs exports. */
interface Main {
  readonly run: (argv: readonly string[]) => Promise<number>;
}

/** Modules of Node that are imported by what most runs never use; loading them takes some milliseconds. */
const ON_DEMAND: ReadonlySet<string> = new Set(['node:child_process', 'node:crypto', 'node:worker_threads', 'node:v8']);

/** Runs the command line of the bundle that this file is part of; `argv` without node and script. Sets the exit code of the process. */
export async function start(argv: readonly string[]): Promise<void> {
  keepFreedMemory();
  const folder = dirname(fileURLToPath(import.meta.url));
  const kept = codeFolder();
  const cache = kept === null ? null : new CodeCache(kept, nameOf(argv[0] ?? '', folder));
  const require = createRequire(import.meta.url);
  const bundle = new Bundle(folder, cache, (name) => (ON_DEMAND.has(name) ? onDemand(require, name) : (require(name) as unknown)));
  const { run } = bundle.load('main.cjs') as Main;
  // Not after a failure: most of the code was not used then, and what is kept is not written again soon.
  if (cache !== null) process.on('exit', (code) => code === 0 && cache.put(() => bundle.compiled()));
  process.exitCode = await run(argv);
}

/**
 * Has the C library keep memory that is freed, instead of giving it back to the system at once: compilers of V8 in several threads free and take the same memory
 * hundreds of times, and memory that comes from the system anew is dear. The GNU C library (malloc, `M_MMAP_THRESHOLD`) takes the size of a large block that is freed,
 * as the next collection does with this one, for a sign of what a program needs. Nothing is written to the block, so it costs nothing.
 */
function keepFreedMemory(): void {
  Buffer.allocUnsafeSlow(2 ** 21);
}

/** Each command has a file of its own, since it compiles functions of its own; so has each version of Node, and each place where this package is installed. */
function nameOf(command: string, folder: string): string {
  const place = crc32(folder).toString(16).padStart(8, '0');
  return `${/^[a-z]{1,20}$/.test(command) ? command : 'other'}-${place}-${process.version}-${process.arch}`;
}

/** A module that is loaded when something of it is used. */
function onDemand(require: NodeJS.Require, name: string): object {
  return new Proxy({}, { get: (_, key) => (require(name) as Record<string | symbol, unknown>)[key] });
}
