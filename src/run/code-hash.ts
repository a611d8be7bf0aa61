import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf } from './hash.js';

let known: string | null = null;

/** Hash of the code of this package that runs: the bundle, or all modules where there is none. */
export function codeHash(): string {
  const file = fileURLToPath(import.meta.url);
  return (known ??= hashOf(sources(rootOf(file), [extname(file), '.wasm'])));
}

/** A bundle is one folder; a module lies in the folder of its layer. */
function rootOf(file: string): string {
  const folder = dirname(file);
  return basename(folder) === 'bundle' ? folder : dirname(folder);
}

function sources(folder: string, extensions: readonly string[]): [path: string, content: Uint8Array][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => extensions.includes(extname(path)) && !path.startsWith(`bundle${sep}`))
    .sort()
    .map((path) => [path, readFileSync(join(folder, path))]);
}
