import type { CertifySettings } from '../certify/settings.js';
import { arithmetic } from '../engine/wasm/arithmetic.js';
import { codeHash } from './code-hash.js';
import { hashOf } from './hash.js';
import type { ModelSource } from './plan.js';
import type { Shard } from './shard.js';

/** A setting as it is kept and compared. */
export type Plain = string | number | boolean | null;

/** What decides about a result, apart from the input: results of equal identity are equal but for the times. */
export interface ResultIdentity {
  /** Version of the tool. */
  readonly tool: string;
  /** Hash of the code that runs: between releases it changes without the version. */
  readonly code: string;
  /** Version of the kernels, and how they multiply and add here. */
  readonly arithmetic: string;
  /** Hash of the model, and of what its graph is made with. */
  readonly model: string;
  /** Arrays as their hash. */
  readonly settings: Readonly<Record<string, Plain>>;
}

/** What decides about the results of a run: the same, and its inputs. */
export interface RunIdentity extends ResultIdentity {
  /** Hash of the inputs and labels of the whole run, whatever shard this is. */
  readonly data: string;
  readonly inputs: number;
  /** `1/3`, or null. */
  readonly shard: string | null;
}

/** Hash of a model and of what its graph is made with; `sha256`: that of its file. */
export function modelHash(source: ModelSource, sha256: string): string {
  return hashOf({ ...source, bytes: sha256 });
}

/** The identity of results of a model (a {@link modelHash}); `tool`: version of the tool. */
export function resultIdentity(tool: string, model: string, settings: CertifySettings): ResultIdentity {
  return { tool, code: codeHash(), arithmetic: arithmetic(), model, settings: plainSettings(settings) };
}

/** The identity of a run on `inputs` inputs, whose hash is `data`. */
export function runIdentity(identity: ResultIdentity, data: string, inputs: number, shard: Shard | null): RunIdentity {
  return { ...identity, data, inputs, shard: shard === null ? null : `${shard.index}/${shard.count}` };
}

/** What shards must agree in to be parts of one run: machines may differ in arithmetic, and builds in code. */
export function shardedRunHash({ tool, model, settings, data }: RunIdentity): string {
  return hashOf({ tool, model, settings, data });
}

/** Hash of an input: its values (null: it cannot be read), and the label that was given for it. */
export function inputHash(values: Float64Array | null, label: number | null): string {
  return hashOf([values, label]);
}

/** All of them, so that none is forgotten when settings are added. */
function plainSettings(settings: CertifySettings): Record<string, Plain> {
  const plain = (value: unknown): Plain => {
    if (ArrayBuffer.isView(value)) return hashOf(value);
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Plain);
  };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, plain(value)]));
}
