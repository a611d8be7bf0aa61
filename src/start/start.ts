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

/** Runs the command line of the bundle that this file is part of; `argv` without node and script. Sets the exit code of the process. */
export async function start(argv: readonly string[]): Promise<void> {
  const folder = dirname(fileURLToPath(import.meta.url));
  const kept = codeFolder();
  const cache = kept === null ? null : new CodeCache(kept, nameOf(argv[0] ?? '', folder));
  const bundle = new Bundle(folder, cache, createRequire(import.meta.url));
  const { run } = bundle.load('main.cjs') as Main;
  // Not after a failure: most of the code was not used then, and what is kept is not written again soon.
  if (cache !== null) process.on('exit', (code) => code === 0 && cache.put(() => bundle.compiled()));
  process.exitCode = await run(argv);
}

/** Each command has a file of its own, since it compiles functions of its own; so has each version of Node, and each place where this package is installed. */
function nameOf(command: string, folder: string): string {
  const place = crc32(folder).toString(16).padStart(8, '0');
  return `${/^[a-z]{1,20}$/.test(command) ? command : 'other'}-${place}-${process.version}-${process.arch}`;
}
