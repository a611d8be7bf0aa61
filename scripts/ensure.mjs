// Makes a clone ready to run, with nothing but Node: installs the packages of package-lock.json if node_modules does not hold
// them, and builds if something built is missing or older than its source. Usage: node scripts/ensure.mjs
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a build reads, and one file that it writes last. */
const BUILDS = [
  { sources: ['src/engine/wasm/assembly', 'scripts/build-wasm.mjs'], target: 'src/engine/wasm/kernels.generated.ts' },
  { sources: ['src', 'tsconfig.json', 'tsconfig.build.json', 'scripts/bundle.mjs'], target: 'dist/bundle/main.cjs' },
];

checkNode();
if (!isInstalled()) npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
if (!BUILDS.every(isBuilt)) npm('run', '--silent', 'build');

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`cnn-cert needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(2);
}

/** Compares the lock file with the copy of it that npm leaves in node_modules; only optional packages may be missing. */
function isInstalled() {
  const wanted = packages('package-lock.json');
  const found = packages('node_modules/.package-lock.json');
  if (found === null) return false;
  return Object.entries(wanted ?? {}).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    return path in found ? found[path].version === version : Boolean(optional ?? devOptional);
  });
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function isBuilt({ sources, target }) {
  const built = modified(target);
  return built !== null && sources.every((source) => newest(source) <= built);
}

function newest(path) {
  const stat = statSync(join(root, path));
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(join(root, path)).map((name) => newest(join(path, name))));
}

function modified(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? null;
}

function npm(...args) {
  console.error(`> npm ${args.join(' ')}`);
  // What npm and the compilers say goes to stderr: stdout belongs to the command that is being made ready.
  const options = { cwd: root, stdio: ['inherit', 2, 'inherit'], shell: process.platform === 'win32' };
  const { status, error } = spawnSync('npm', args, options);
  if (error) console.error(`npm could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
