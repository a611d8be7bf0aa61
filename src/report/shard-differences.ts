import type { CertifyReport } from './schema.js';

/** Settings that say what a machine had, and where its files lay: they decide nothing (the weights of the ball count in `shard.run`). */
const OF_THE_MACHINE = new Set(['threads', 'maxMemory', 'epsilonWeights']);

/** What keeps two shards from being parts of one run, in words; nothing: they are. */
export function shardDifferences(a: CertifyReport, b: CertifyReport): string[] {
  const differences: string[] = [];
  const compare = (what: string, left: unknown, right: unknown, shown = true): void => {
    const [one, other] = [left, right].map((value) => (value === undefined ? 'not given' : JSON.stringify(value)));
    if (one !== other) differences.push(shown ? `${what} ${other} and ${one}` : what);
  };
  compare('other models', a.model.sha256, b.model.sha256, false);
  compare('other inputs or labels', a.data.sha256, b.data.sha256, false);
  compare('number of shards', a.shard?.count, b.shard?.count);
  compare('number of inputs', a.shard?.inputs, b.shard?.inputs);
  compare('version', a.tool.version, b.tool.version);
  const [left, right] = [new Map(Object.entries(a.settings)), new Map(Object.entries(b.settings))];
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    if (!OF_THE_MACHINE.has(name)) compare(name, left.get(name), right.get(name));
  }
  // Weights of the ball, values of other inputs, data beside the model file: they are in no other field.
  if (differences.length === 0) compare('other options or files of the model', a.shard?.run, b.shard?.run, false);
  return differences;
}
