import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cli } from '../cli/support.js';

const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const IMAGES = ['--data', 'models/sample-images-idx3-ubyte.gz', '--labels', 'models/sample-labels-idx1-ubyte.gz'];
const CERTIFY = ['certify', 'models/fmnist_tanh.onnx', ...IMAGES, '--limit', '1', '--eps', '0.001', '--json'];

/** Modules that are loaded where they are asked for, and not by every command. */
const APART = /^dist\/(report\/html\/|gate\/(config(?!-files)|read-config|judge|check))|schema\.js$|-command\.js$/;

/** Tells which files Node's own `require` loaded, and whether threads were started. */
const hook = join(folder, 'hook.cjs');
writeFileSync(
  hook,
  `const { Worker } = require('node:worker_threads');
  let threads = 0;
  require('node:worker_threads').Worker = class extends Worker { constructor(...given) { super(...given); threads++; } };
  process.on('exit', () => require('node:fs').writeFileSync(process.env.TOLD, JSON.stringify({ files: Object.keys(require.cache), threads, builtins: process.moduleLoadList })));`,
);

interface Told {
  readonly stdout: string;
  readonly files: readonly string[];
  readonly threads: number;
  /** Modules of Node that were loaded, by its own names. */
  readonly builtins: readonly string[];
  /** Modules of the files of the bundle that were loaded, as the bundler names them. */
  readonly modules: readonly string[];
}

/** Runs the installed command in a fresh folder of caches. */
function start(argv: readonly string[], env: Record<string, string> = {}): Told {
  const caches = mkdtempSync(join(folder, 'caches-'));
  const told = join(caches, 'told.json');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', hook, 'bin/cnn-cert.js', ...argv], {
    encoding: 'utf8',
    env: { ...process.env, NODE_V8_COVERAGE: '', NODE_DISABLE_COMPILE_CACHE: '', XDG_CACHE_HOME: caches, TOLD: told, ...env },
  });
  expect([status, stderr]).toEqual([0, '']);
  const { files, threads, builtins } = JSON.parse(readFileSync(told, 'utf8')) as Omit<Told, 'stdout' | 'modules'>;
  return { stdout, files, threads, builtins, modules: scriptsIn(join(caches, 'cnn-cert/code')).flatMap(modulesOf) };
}

/** The files of the bundle whose code is kept, which are those that were loaded. */
function scriptsIn(code: string): string[] {
  if (!existsSync(code)) return [];
  return readdirSync(code).flatMap((name) => {
    const bytes = readFileSync(join(code, name));
    const list = bytes.toString('utf8', 8, 8 + bytes.readUInt32LE(4));
    return (JSON.parse(list) as { scripts: [string][] }).scripts.map(([script]) => script);
  });
}

function modulesOf(script: string): string[] {
  const text = readFileSync(join('dist/bundle', script), 'utf8');
  return [...text.matchAll(/^\/\/ (\S+\.[cm]?js)$/gm)].map(([, module = '']) => module);
}

const packagesOf = (paths: readonly string[]): string[] =>
  [...new Set(paths.flatMap((path) => /.*node_modules\/([^/]+)/.exec(path)?.[1] ?? []))].sort();

describe('--version', () => {
  it.each(['--version', '-V'])('%s loads nothing, and prints what the program prints', async (flag) => {
    const { stdout, files, modules } = start([flag]);
    expect(stdout).toBe((await cli([flag])).stdout);
    expect(files.filter((path) => !path.endsWith('hook.cjs')).map((path) => path.split(/[\\/]/).slice(-2).join('/'))).toEqual([
      'bin/cnn-cert.js',
      expect.stringMatching(/\/package\.json$/),
    ]);
    expect(modules).toEqual([]);
  });

  it('with anything else is the business of the program', async () => {
    const argv = ['--version', 'certify'];
    const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/cnn-cert.js', ...argv], { encoding: 'utf8' });
    const program = await cli(argv);
    expect([status, stdout, stderr]).toEqual([program.exitCode, program.stdout, program.stderr]);
  });
});

describe('what a command loads', () => {
  it('is, of certify, neither schemas nor figures nor configs, and no thread for one short input', () => {
    const { files, modules, threads, builtins } = start(CERTIFY);
    expect(packagesOf(modules)).toEqual(['commander', 'long', 'protobufjs']);
    expect(packagesOf(files)).toEqual([]);
    const own = modules.filter((module) => module.startsWith('dist/'));
    expect(own).toContain('dist/cli/certify-command.js');
    expect(own.filter((module) => APART.test(module))).toEqual(['dist/cli/certify-command.js']);
    expect(threads).toBe(0);
    expect(builtins).toContain('NativeModule zlib');
    expect(builtins).not.toContain('NativeModule child_process');
    expect(builtins).toContain('NativeModule crypto');
  });

  it('is no thread for a few short inputs, unless the command line asks for some', () => {
    const few = CERTIFY.map((argument, i) => (CERTIFY[i - 1] === '--limit' ? '3' : argument));
    const alone = start(few);
    expect(alone.threads).toBe(0);
    const shared = start([...few, '--threads', '2']);
    expect(shared.threads).toBe(2);
    const verdicts = ({ stdout }: Told): unknown =>
      (JSON.parse(stdout) as { inputs: { margins: unknown }[] }).inputs.map(({ margins }) => margins);
    expect(verdicts(alone)).toEqual(verdicts(shared));
  });

  it('is nothing that hashes or measures where only text is shown', () => {
    const { builtins } = start(CERTIFY.filter((argument) => argument !== '--json'));
    expect(builtins).not.toContain('NativeModule crypto');
    expect(builtins).not.toContain('NativeModule perf_hooks');
  });

  it('is, of a command line that is no command, commander only', () => {
    const { modules, files } = start(['--help']);
    expect(packagesOf([...modules, ...files])).toEqual(['commander']);
    expect(modules.filter((module) => /^dist\/(onnx|bounds|engine|data)\//.test(module))).toEqual([]);
  });
});

it('draws figures with packages that are ES modules, and is not warned of experiments', () => {
  const page = join(folder, 'page.html');
  start([...CERTIFY, '--reporter', `html=${page}`]);
  expect(readFileSync(page, 'utf8')).toContain('<svg');
});

it('is a bundle of ASCII, which is taken for text as it is', () => {
  const scripts = readdirSync('dist/bundle').filter((name) => name.endsWith('.cjs'));
  expect(scripts).toContain('start.cjs');
  for (const name of scripts) expect(readFileSync(join('dist/bundle', name), 'utf8'), name).toMatch(/^[\0-\x7f]*$/);
});

describe('kept code', () => {
  it('changes nothing, whether it is new, old, damaged, or cannot be kept', async () => {
    const argv = ['ops'];
    const caches = join(folder, 'kept');
    const once = (env: Record<string, string>): string => start(argv, env).stdout;
    const wanted = (await cli(argv)).stdout;
    expect(once({ XDG_CACHE_HOME: caches })).toBe(wanted);
    const code = join(caches, 'cnn-cert/code');
    const [name = ''] = readdirSync(code);
    const bytes = readFileSync(join(code, name));
    // In the future, so that no slow machine writes it for its age.
    utimesSync(join(code, name), 1e10, 1e10);
    const { mtimeMs } = statSync(join(code, name));
    expect(once({ XDG_CACHE_HOME: caches })).toBe(wanted);
    // V8 took all of it, or it would be written again.
    expect(statSync(join(code, name)).mtimeMs).toBe(mtimeMs);
    writeFileSync(join(code, name), bytes.fill(7, 1000, 2000));
    expect(once({ XDG_CACHE_HOME: caches })).toBe(wanted);
    const blocked = join(folder, 'blocked');
    mkdirSync(blocked);
    writeFileSync(join(blocked, 'cnn-cert'), '');
    expect(once({ XDG_CACHE_HOME: blocked })).toBe(wanted);
    expect(once({ NODE_DISABLE_COMPILE_CACHE: '1', XDG_CACHE_HOME: join(folder, 'none') })).toBe(wanted);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('is not written where a run fails', () => {
    const caches = join(folder, 'failed');
    const env = { ...process.env, NODE_V8_COVERAGE: '', XDG_CACHE_HOME: caches };
    expect(spawnSync(process.execPath, ['bin/cnn-cert.js', 'inspect', 'missing.onnx'], { env }).status).toBe(3);
    expect(existsSync(caches)).toBe(false);
  });
});
