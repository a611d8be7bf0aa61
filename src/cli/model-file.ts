import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { externalReader } from '../data/external.js';
import { readTensor } from '../data/tensor-file.js';
import { ModelError } from '../errors.js';
import type { Graph } from '../graph/graph.js';
import type { GivenTensor } from '../onnx/constants.js';
import { recordExternal, type ExternalPiece } from '../run/external.js';
import { later } from '../run/later.js';
import { loadGraph } from '../run/model.js';
import type { ModelSource } from '../run/plan.js';
import type { ModelArguments } from './model-options.js';
import { noiseOf } from './noise-options.js';

/** A model read from its file. */
export interface ModelFile {
  readonly path: string;
  /** Of its bytes, hexadecimal. Made when first asked for, like all hashes here: one short run that shows none is 10 ms faster without. */
  readonly sha256: () => string;
  readonly source: ModelSource;
  readonly graph: Graph;
}

/**
 * Reads and loads a model; `values`: of inputs beside those that --fix names. Throws ModelError `MODEL_NOT_FOUND`, `MODEL_UNREADABLE`, or
 * what the loader throws; DataError for a file of --fix; UsageError for options of noise.
 */
export function readModelFile(
  args: ModelArguments,
  normalisation: ModelSource['normalisation'] = null,
  values: Readonly<Record<string, GivenTensor>> = {},
): ModelFile {
  const path = args.model;
  const bytes = readModelBytes(path);
  const external: ExternalPiece[] = [];
  const { input = null, output = null, shape = null, keepOutput = false, keepScales = false } = args;
  const constants = { ...Object.fromEntries((args.fix ?? []).map((file) => [file.name, readTensor(file.path)])), ...values };
  const source = { bytes, external, input, output, shape, constants, normalisation, keepOutput, keepScales, noise: noiseOf(args) };
  const graph = named(path, () => loadGraph(source, recordExternal(externalReader(path), external)));
  return { path, sha256: later(() => createHash('sha256').update(bytes).digest('hex')), source, graph };
}

/** The loader sees bytes only: which file they came from must be said here. */
function named<T>(path: string, load: () => T): T {
  try {
    return load();
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    const { code, message, hint } = cause;
    throw new ModelError(code, `${path}: ${message}`, hint === undefined ? { cause } : { hint, cause });
  }
}

/** The bytes of a model file. Throws ModelError `MODEL_NOT_FOUND`, `MODEL_UNREADABLE`. */
export function readModelBytes(path: string): Uint8Array {
  const hint = 'give the path of an .onnx file';
  try {
    if (statSync(path).isDirectory()) throw new ModelError('MODEL_UNREADABLE', `${path} is a folder`, { hint });
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    const missing = cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
    if (missing) throw new ModelError('MODEL_NOT_FOUND', `there is no file ${path}`, { hint, cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError('MODEL_UNREADABLE', `${path} cannot be read (${reason})`, { hint: 'check its permissions', cause });
  }
}
