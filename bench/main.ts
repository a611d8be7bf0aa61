import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { readArguments, USAGE, type BenchArguments } from './support/arguments.js';
import { regressions, TOLERANCE } from './support/compare.js';
import { markdown, type Part } from './support/part.js';

/** The parts, each a program of its own beside this one. */
const PARTS = ['kernels', 'runtime', 'certify', 'radius', 'growth', 'rounding', 'startup', 'explain'];

/** What `--json` writes and `--compare` reads. */
interface Results {
  readonly node: string;
  readonly cpu: string;
  readonly threads: number;
  readonly quick: boolean;
  readonly parts: readonly Part[];
}

/** Runs a part to its end. Throws Error when it fails. */
function runPart(name: string, quick: boolean): Promise<Part> {
  return new Promise((resolve, reject) => {
    let part: Part | null = null;
    const child = fork(new URL(`./${name}.js`, import.meta.url), quick ? ['--quick'] : []);
    child.on('message', (message) => (part = message as Part));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 && part !== null) resolve(part);
      else reject(new Error(`the part '${name}' ended with exit code ${code}`));
    });
  });
}

async function runBench({ parts, quick, json, compare }: BenchArguments): Promise<number> {
  const before = compare === null ? null : (JSON.parse(readFileSync(compare, 'utf8')) as Results);
  const done: Part[] = [];
  const cpu = cpus()[0]?.model ?? 'unknown';
  for (const name of parts) {
    const part = await runPart(name, quick);
    done.push(part);
    console.log(markdown(part));
    const results: Results = { node: process.version, cpu, threads: availableParallelism(), quick, parts: done };
    if (json !== null) writeFileSync(json, `${JSON.stringify(results, null, 1)}\n`);
  }
  return before === null ? 0 : tellRegressions(before.parts, done);
}

function tellRegressions(before: readonly Part[], now: readonly Part[]): number {
  const found = regressions(before, now);
  for (const { what, before: old, now: fresh, by } of found) {
    console.log(`worse by ${(100 * by).toFixed(0)} %: ${what}: ${old.toPrecision(4)} before, ${fresh.toPrecision(4)} now`);
  }
  if (found.length === 0) console.log(`nothing is more than ${100 * TOLERANCE} % worse`);
  return found.length === 0 ? 0 : 1;
}

let given: BenchArguments | null = null;
try {
  given = readArguments(process.argv.slice(2), PARTS);
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exitCode = 2;
}
if (given !== null) process.exitCode = await runBench(given);
