// Compiles bench/ and runs it. Usage: node scripts/bench.mjs [NAME...], a NAME being a file of bench/ without .ts; default: all.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const all = readdirSync(join(root, 'bench')).flatMap((name) => (name.endsWith('.ts') ? [name.slice(0, -3)] : []));
const names = process.argv.length > 2 ? process.argv.slice(2) : all;
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench/${unknown[0]}.ts; there is: ${all.join(', ')}.`);
  process.exit(2);
}

node('scripts/ensure.mjs');
node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.bench.json');
for (const name of names) node(`build/bench/${name}.js`);

function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
