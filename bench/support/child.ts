import { spawnSync } from 'node:child_process';

/** Runs a program to its end and reads the JSON on the last line of its output. Null, with the reason on stderr, when it fails. */
export function runJson(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): unknown {
  const run = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 2 ** 28 });
  if (run.status === 0) return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? 'null');
  process.stderr.write(`${command} ${args[0] ?? ''} failed: ${run.error?.message ?? run.stderr.trim().split('\n').at(-1) ?? ''}\n`);
  return null;
}

/** Runs a compiled file of this folder's `jobs` under the same Node. */
export function runJob(name: string, ...args: readonly string[]): unknown {
  return runJson(process.execPath, [new URL(`../jobs/${name}.js`, import.meta.url).pathname, ...args]);
}
