// Everything that must hold before a change lands: all steps, also after one has failed, the tests and the gate on models/ last, and the closing line of the
// tests as the last line of the output. Exit code 1 if any step failed. Usage: node scripts/check.mjs
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const STEPS = ['build', 'typecheck', 'lint', 'format:check', 'boundaries', 'unused', 'package-check'];

const failed = STEPS.filter((step) => !run(step));
const tests = await test();
if (!tests.passed) failed.push('test');
if (!gate()) failed.push('gate');
if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}`);
console.log(tests.closingLine);
process.exitCode = failed.length === 0 ? 0 : 1;

function run(step) {
  console.log(`\n> npm run ${step}`);
  const { status } = spawnSync('npm', ['run', '--silent', step], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  return status === 0;
}

/** The models of this repository against the thresholds of cnn-cert.config.yaml. */
function gate() {
  console.log('\n> cnn-cert gate');
  const { status } = spawnSync(process.execPath, [join(root, 'bin/cnn-cert.js'), 'gate'], { cwd: root, stdio: 'inherit' });
  return status === 0;
}

function test() {
  const shared = existsSync(join(root, '../shared'));
  const env = { ...process.env, ...(shared ? { CNN_CERT_REQUIRE_SHARED: '1' } : {}) };
  console.log(`\n> vitest run${shared ? ' (../shared is required)' : ''}`);
  if (!shared) console.log('Notice: there is no ../shared; the tests against its reference data are skipped.');
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    output = (output + chunk).slice(-1000);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const closingLine = /^\d+ passed, \d+ failed, \d+ skipped$/m.exec(output)?.[0];
      resolve({ passed: code === 0 && closingLine !== undefined, closingLine: closingLine ?? '0 passed, 1 failed, 0 skipped' });
    });
  });
}
