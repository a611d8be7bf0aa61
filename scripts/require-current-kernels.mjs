// Set-up of the tests: they would tell nothing about kernels that are not built, or not from these sources.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, kernelsVersion, ROOT } from './kernels-version.mjs';

/** Throws where the kernels that this code asks for are not those of the sources; the engine itself refuses any others. */
export function setup() {
  const version = kernelsVersion();
  const wanted = readFileSync(join(ROOT, FOLDER, 'kernels-version.ts'), 'utf8').match(/= (\d+);/)?.[1];
  if (wanted === String(version)) return;
  throw new Error(
    `the sources of the kernels are version ${version}, kernels-version.ts says ${wanted}: run npm run build:wasm, and commit it`,
  );
}
