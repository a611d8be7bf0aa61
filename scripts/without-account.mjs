// Copies what the bench has compiled to a folder, with kernels that sum no errors: for measuring what the account of rounding costs (bench/rounding.ts). Their bounds prove nothing.
// Usage: node scripts/without-account.mjs FOLDER
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileKernels, kernelsModule } from './compile-kernels.mjs';
import { FOLDER, ROOT } from './kernels-version.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: node scripts/without-account.mjs FOLDER');

const MARK = 'is<ERRORS>()';
let found = 0;
const modules = await compileKernels((name, text) => {
  if (!name.endsWith('assembly/lines.ts')) return text;
  found++;
  if (!text.includes(MARK)) throw new Error(`${name} has no ${MARK}: errors are summed elsewhere`);
  return text.replaceAll(MARK, 'false');
});
if (found === 0) throw new Error('the kernels of lines were not compiled');
cpSync(join(ROOT, 'build'), join(folder, 'build'), { recursive: true });
cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
writeFileSync(join(folder, 'build', FOLDER, 'kernels.generated.js'), kernelsModule(modules));
