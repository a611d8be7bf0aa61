// Version of the WebAssembly kernels: a hash of their sources and of how they are compiled. The build writes it into the module and into
// src/engine/wasm/kernels-version.ts (kept in git), and the engine refuses a module of another version: bounds rest on how the kernels
// round. Usage: node scripts/kernels-version.mjs (prints the version)
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const FOLDER = 'src/engine/wasm';
export const SOURCES = `${FOLDER}/assembly`;

export const OPTIONS = [
  ...['--runtime', 'stub', '--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert', '--uncheckedBehavior', 'always'],
  ...['--enable', 'simd', '--enable', 'threads'],
  ...['--importMemory', '--noExportMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
];

/** The two builds, by name, with what they need beside OPTIONS: src/engine/wasm/kernels.ts chooses. */
export const BUILDS = { plain: [], relaxed: ['--enable', 'relaxed-simd'] };

/** A positive int32. Line ends do not count: git may change them. */
export function kernelsVersion() {
  const hash = createHash('sha256').update(JSON.stringify([OPTIONS, BUILDS]));
  for (const name of readdirSync(join(ROOT, SOURCES)).sort()) {
    if (!name.endsWith('.ts')) continue;
    const text = readFileSync(join(ROOT, SOURCES, name), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`\0${name}\0${text}`);
  }
  return hash.digest().readUInt32LE(0) >>> 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(kernelsVersion());
