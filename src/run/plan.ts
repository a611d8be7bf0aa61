import type { InputResult } from '../certify/result.js';
import type { CertifySettings } from '../certify/settings.js';
import type { GivenTensor } from '../onnx/constants.js';
import type { NoiseSettings } from '../graph/noise/noise.js';
import type { ExternalPiece } from './external.js';
import type { SharedModel } from './shared-model.js';

/** A model as bytes, and how its graph is read from them. Plain data: it can be sent to a worker and hashed. */
export interface ModelSource {
  /** The .onnx file. */
  readonly bytes: Uint8Array;
  /** What the file keeps elsewhere, as it was read the first time. */
  readonly external: readonly ExternalPiece[];
  /** Name of the input, where the file has several. */
  readonly input: string | null;
  /** Name of the output, where the file has several. */
  readonly output: string | null;
  /** Shape of the input, where the file leaves dimensions open. */
  readonly shape: readonly number[] | null;
  /** Values of other inputs, by name. */
  readonly constants?: Readonly<Record<string, GivenTensor>>;
  /** The model is applied to (x - mean) / std, one value or one per channel; null: to x itself. */
  readonly normalisation: { readonly mean: readonly number[]; readonly std: readonly number[] } | null;
  /** Keeps a score function at the end of the model, which is taken off otherwise. */
  readonly keepOutput?: boolean;
  /** Keeps scales and shifts apart from the layer that reads them. */
  readonly keepScales?: boolean;
  /** What the noise of noisy units is taken to be; absent: its expectation. */
  readonly noise?: NoiseSettings | undefined;
}

/** What a thread starts from: a structured clone of it is the first message that it gets. */
export interface ThreadSetup {
  readonly model: SharedModel;
  readonly settings: CertifySettings;
  /** Tell the CPU time of each input: where nothing else runs in the process. */
  readonly countCpu: boolean;
  /** Threads without inputs help the others: a bound computation may be worth it. */
  readonly team: boolean;
}

/** One input to certify, in the order of the ONNX input. Plain data. */
export interface RunTask {
  readonly index: number;
  readonly label: number | null;
  readonly input: Float64Array;
  /** Given: this is the result of the input already, and it is to be explained. */
  readonly explain?: InputResult;
}

/** The inputs of a run. They are fetched one at a time, so that a long run keeps no more of them than it has threads. */
export interface TaskList {
  readonly count: number;
  /** What is known of a task without its data. */
  head(position: number): { readonly index: number; readonly label: number | null };
  /** Throws (a CertifyError, usually) if this one input cannot be had. */
  task(position: number): RunTask;
}
