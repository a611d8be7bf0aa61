// Compiles the AssemblyScript kernels to WebAssembly, with and without relaxed SIMD, and writes both, base64, as a module: no file is read
// at run time, so the engine also works in a browser. Usage: node scripts/build-wasm.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileKernels, kernelsModule } from './compile-kernels.mjs';
import { FOLDER, kernelsVersion, ROOT } from './kernels-version.mjs';

const version = kernelsVersion();
const modules = await compileKernels();
for (const [name, wasm] of Object.entries(modules)) {
  console.log(`kernels.generated.ts: ${wasm.length} bytes of WebAssembly (${name}), version ${version}`);
}
await writeFile(join(ROOT, FOLDER, 'kernels.generated.ts'), kernelsModule(modules));

const constant = join(ROOT, FOLDER, 'kernels-version.ts');
const text = `/** Version of the kernels that this code needs. Written by scripts/build-wasm.mjs: a hash of ./assembly. Keep it in git. */
export const KERNELS_VERSION = ${version};
`;
if ((await readFile(constant, 'utf8').catch(() => '')) !== text) {
  await writeFile(constant, text);
  console.log('kernels-version.ts changed: commit it with the sources of the kernels.');
}
