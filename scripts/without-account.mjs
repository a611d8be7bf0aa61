// Copies what the bench has compiled to a folder, without the account of rounding (bench/rounding.ts). Such bounds prove nothing.
// Usage: node scripts/without-account.mjs FOLDER [unit]
// Kernels sum no errors: for measuring what that costs. unit: and the unit roundoff is 0, for what the account takes from margins in doubles; times mean nothing then (charges of the smallest doubles are slow).
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileKernels, kernelsModule } from './compile-kernels.mjs';
import { FOLDER, ROOT } from './kernels-version.mjs';

const [folder, unit] = process.argv.slice(2);
if (folder === undefined || ![undefined, 'unit'].includes(unit)) throw new Error('Usage: node scripts/without-account.mjs FOLDER [unit]');

/** By the end of a source's name: what it says, wherever it does, and what instead. */
const CHANGES = {
  'assembly/lines.ts': ['is<ERRORS>()', 'false'],
  ...(unit === 'unit' && {
    'assembly/intervals.ts': ['UNIT: f64 = 1.1102230246251565e-16', 'UNIT: f64 = 0'],
    'src/engine/rounding.js': ['UNIT = 2 ** -53', 'UNIT = 0'],
  }),
};

const made = new Set();

function changed(name, text) {
  const key = Object.keys(CHANGES).find((end) => name.endsWith(end));
  if (key === undefined) return text;
  const [from, to] = CHANGES[key];
  if (!text.includes(from)) throw new Error(`${name} has no ${from}: what the account is made of is elsewhere`);
  made.add(key);
  return text.replaceAll(from, to);
}

const modules = await compileKernels(changed);
cpSync(join(ROOT, 'build'), join(folder, 'build'), { recursive: true });
cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
writeFileSync(join(folder, 'build', FOLDER, 'kernels.generated.js'), kernelsModule(modules));
const rounding = join(folder, 'build', 'src', 'engine', 'rounding.js');
writeFileSync(rounding, changed(rounding, readFileSync(rounding, 'utf8')));
const missing = Object.keys(CHANGES).filter((key) => !made.has(key));
if (missing.length > 0) throw new Error(`not compiled: ${missing.join(', ')}`);
