// Compiles bench/ and runs it; see bench/support/arguments.ts for the arguments. Usage: node scripts/bench.mjs [PART...] [--quick] [--json FILE] [--compare FILE]
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

node('scripts/ensure.mjs');
node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.bench.json');
node('build/bench/main.js', ...process.argv.slice(2));

function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
