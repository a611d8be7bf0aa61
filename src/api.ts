import type { InputResult } from './certify/result.js';
import { certifyInput } from './certify/certify-input.js';
import { checkSettings } from './certify/check-settings.js';
import { Classifier } from './certify/classifier.js';
import { estimateEngineMemory } from './certify/memory/engine-memory.js';
import { memoryLimit } from './certify/memory/limit.js';
import { DEFAULT_SETTINGS, type CertifySettings } from './certify/settings.js';
import { summarise, type Summary } from './certify/summary.js';
import type { Engine } from './engine/engine.js';
import { createSharedMemory } from './engine/wasm/heap.js';
import { createWasmEngine } from './engine/wasm/wasm-engine.js';
import { UsageError } from './errors.js';
import type { Graph } from './graph/graph.js';
import { type NoiseSettings, withNoise } from './graph/noise/noise.js';
import { withNormalisation } from './graph/rewrites/normalise-input.js';
import { loadModel } from './onnx/load.js';

/** What {@link certify} takes: a model, inputs, and any of the settings (defaults for the rest). */
export interface CertifyOptions extends Partial<CertifySettings> {
  /** The bytes of an .onnx file, or a graph that was loaded already. */
  readonly model: Uint8Array | Graph;
  /** One array per input, in the row-major order of the model's input. */
  readonly inputs: readonly ArrayLike<number>[];
  /** One class per input. Without labels the model's own predictions are certified. */
  readonly labels?: ArrayLike<number>;
  /** The model is applied to (x - mean) / std: one number, or one per channel. Epsilon stays in the units of x. */
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  /** What the noise of noisy activations is taken to be; default: its expectation, or as the graph that is given has it. */
  readonly noise?: NoiseSettings;
  /** Where the certified accuracy is reported in a search for radii; default: nowhere. */
  readonly epsilons?: readonly number[];
  /**
   * Most bytes of the engine's memory: weights, bounds and blocks, not the JavaScript heap. What does not fit by estimate is refused; an
   * input that needs more after all gets status error, code `OUT_OF_MEMORY`. Not for an engine of your own.
   */
  readonly maxMemory?: number;
  /** Default: a new WebAssembly engine. */
  readonly engine?: Engine;
  /** Called after every input. */
  readonly onResult?: (result: InputResult) => void;
}

/** What {@link certify} returns. */
export interface CertifyOutcome {
  readonly inputs: readonly InputResult[];
  readonly summary: Summary;
  /** What the loader wants the user to know: outputs stripped, inputs fixed. */
  readonly notices: readonly string[];
}

/**
 * Certifies inputs of a model in this thread: their certified radii, or with `epsilon` the verdict at that radius. Runs in Node and
 * in browsers.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { certify } from 'cnn-cert';
 *
 * const model = await readFile('model.onnx');
 * const { inputs } = certify({ model, inputs: [image], labels: [7], norm: 'linf', clip: { lower: 0, upper: 1 } });
 * console.log(inputs[0]?.certifiedRadius);
 *
 * @throws ModelError for a model that cannot be read or certified.
 * @throws UsageError and DataError for settings that make no sense, `MEMORY_LIMIT` where `maxMemory` is too little. What is wrong with a single input is in its result instead.
 */
export function certify(options: CertifyOptions): CertifyOutcome {
  const { inputs, labels, epsilons = [], onResult } = options;
  const settings = settingsOf(options);
  if (labels !== undefined && labels.length !== inputs.length) {
    throw new UsageError('LABEL_COUNT', `${labels.length} labels for ${inputs.length} inputs`, {
      hint: 'give one label per input, or none at all',
    });
  }
  const graph = graphOf(options);
  const classifier = new Classifier(graph, engineOf(options, graph, settings));
  checkSettings(settings, classifier);
  const now = () => performance.now() / 1000;
  const results = inputs.map((input, index) => {
    const result = certifyInput(classifier, { index, input, label: labels?.[index] ?? null }, settings, { now });
    onResult?.(result);
    return result;
  });
  const at = settings.epsilon === null ? epsilons : [settings.epsilon];
  return { inputs: results, summary: summarise(results, at), notices: graph.notices };
}

function engineOf({ engine, maxMemory }: CertifyOptions, graph: Graph, settings: CertifySettings): Engine {
  if (maxMemory === undefined) return engine ?? createWasmEngine();
  if (engine !== undefined || !(maxMemory > 0)) {
    throw new UsageError('OPTION_VALUE', engine === undefined ? `maxMemory is ${maxMemory}` : 'maxMemory is given with an engine', {
      hint: 'give a positive number of bytes, and no engine',
    });
  }
  const { weights, singles, certifying } = estimateEngineMemory(graph, settings);
  const needed = weights + singles + certifying;
  if (needed > maxMemory) throw memoryLimit('the engine', needed, maxMemory, 'maxMemory');
  return createWasmEngine({ memory: createSharedMemory(maxMemory) });
}

function settingsOf(options: CertifyOptions): CertifySettings {
  const pick = <K extends keyof CertifySettings>(key: K): CertifySettings[K] =>
    (options as Partial<CertifySettings>)[key] ?? DEFAULT_SETTINGS[key];
  return {
    norm: pick('norm'),
    method: pick('method'),
    relaxation: pick('relaxation'),
    kernel: pick('kernel'),
    epsilon: pick('epsilon'),
    precision: pick('precision'),
    clip: pick('clip'),
    weights: pick('weights'),
    target: pick('target'),
    threshold: pick('threshold'),
    attack: pick('attack'),
    timeoutSeconds: pick('timeoutSeconds'),
  };
}

function graphOf({ model, mean, std, noise }: CertifyOptions): Graph {
  const loaded = model instanceof Uint8Array ? loadModel(model) : model;
  const graph = noise === undefined ? loaded : withNoise(loaded, noise);
  return mean === undefined && std === undefined ? graph : withNormalisation(graph, mean ?? [0], std ?? [1]);
}
