import { checkLabels } from '../data/labels.js';
import { fitter } from '../data/fit.js';
import { readData } from '../data/read.js';
import { DataError, UsageError } from '../errors.js';
import { shardOf, type Shard } from '../run/shard.js';
import type { DataArguments } from './data-options.js';

/** The inputs that were chosen, in order of their index in the data. They are decoded when asked for. */
export interface InputSet {
  readonly path: string;
  readonly kind: string;
  /** Items in the data, chosen or not. */
  readonly items: number;
  /** Of the whole run. */
  readonly chosen: readonly number[];
  /** Of this shard; all that were chosen, where there are no shards. */
  readonly indices: readonly number[];
  readonly hasLabels: boolean;
  label(index: number): number | null;
  name(index: number): string | null;
  /** In the order of the ONNX input. Throws a DataError for what is wrong with this one. */
  input(index: number): Float64Array;
}

/** What an input set is opened from. */
export type InputArguments = DataArguments & { readonly data: string; readonly labels?: string; readonly shard?: Shard };

/** Opens the data of a run; `classes`: of the model, null where labels do not matter. Throws DataError, UsageError. */
export function openInputs(args: InputArguments, inputShape: readonly number[], classes: number | null): InputSet {
  const { data: path, labels, layout, scale, key, labelColumn, shard } = args;
  const data = readData(path, { inputShape, labels, layout, scale, key, labelColumn });
  const fit = fitter(data.itemShape, inputShape, data.layout);
  if (data.labels !== null && classes !== null) checkLabels(data.labels, classes, data.names);
  const chosen = chooseIndices(args, data.count);
  return {
    path,
    kind: data.kind,
    items: data.count,
    chosen,
    indices: shard === undefined ? chosen : ofShard(chosen, shard),
    hasLabels: data.labels !== null,
    label: (index) => data.labels?.[index] ?? null,
    name: (index) => data.names?.[index] ?? null,
    input: (index) => fit(data.item(index)),
  };
}

/** Weights of the ball, in the order of the ONNX input. Throws DataError, UsageError. */
export function readWeights(path: string, inputShape: readonly number[]): Float64Array {
  const data = readData(path, { inputShape });
  if (data.count !== 1) {
    throw new DataError('WEIGHTS_SHAPE', `${path} holds ${data.count} items; the weights of the ball are one`, {
      hint: `save one array of the shape of an input, ${inputShape.join(' x ')}`,
    });
  }
  const weights = fitter(data.itemShape, inputShape, data.layout)(data.item(0));
  const negative = weights.findIndex((weight) => weight < 0);
  if (negative < 0) return weights;
  throw new DataError('WEIGHTS_NEGATIVE', `${path}: element ${negative} is ${weights[negative]}`, {
    hint: 'weights of the ball are 0 or more; 0 fixes an element',
  });
}

function ofShard(chosen: readonly number[], shard: Shard): number[] {
  const indices = shardOf(chosen, shard);
  if (indices.length > 0) return indices;
  throw new UsageError('SHARD_EMPTY', `shard ${shard.index} of ${shard.count} is empty: there are ${chosen.length} inputs`, {
    hint: `cut the run into ${chosen.length} shards at most`,
  });
}

/** Ascending, each once. */
function chooseIndices({ indices, limit = Infinity }: DataArguments, count: number): number[] {
  const ranges = indices ?? [{ first: 0, last: count - 1 }];
  const beyond = ranges.find(({ last }) => last >= count);
  if (beyond !== undefined) {
    throw new UsageError('OPTION_VALUE', `--indices names input ${beyond.last}, but the data ends with input ${count - 1}`, {
      hint: 'positions count from 0',
    });
  }
  const chosen = new Uint8Array(count);
  for (const { first, last } of ranges) chosen.fill(1, first, last + 1);
  return Array.from(chosen.keys())
    .filter((index) => chosen[index] === 1)
    .slice(0, limit);
}
