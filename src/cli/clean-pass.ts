import { setImmediate } from 'node:timers/promises';
import type { Classifier } from '../certify/classifier.js';
import { predict } from '../certify/evaluation.js';
import { hashOf } from '../run/hash.js';
import { inputHash } from '../run/identity.js';
import { later } from '../run/later.js';
import type { InputSet } from './input-set.js';

/** How one input is classified as it is, or why it could not be. */
export interface CleanInput {
  readonly index: number;
  /** Given, or else the prediction; null without either. */
  readonly label: number | null;
  readonly prediction: number | null;
  /** Of its values and its given label. */
  readonly hash: () => string;
  readonly error: unknown;
}

/** All inputs as they are. */
export interface CleanPass {
  readonly inputs: readonly CleanInput[];
  readonly correct: number;
  /** Of the values of all inputs; null if none could be read. */
  readonly range: readonly [number, number] | null;
  /** Hash of the inputs and labels of the whole run, those of other shards too. */
  readonly sha256: () => string;
  /** Inputs of the whole run. */
  readonly chosen: number;
}

const SLICE_SECONDS = 0.1;
/** So many inputs are kept until their hashes are asked for; more are hashed as they are read. */
const FEW = 4;

/**
 * Classifies all inputs (of this shard), before any is certified: a wrong preprocessing shows here. Returns null when stopped. One input that cannot be
 * read does not keep the others from being certified.
 */
export async function cleanPass(
  inputs: InputSet,
  classifier: Classifier,
  threshold: number,
  stop: AbortSignal,
  now: () => number,
): Promise<CleanPass | null> {
  const range: [number, number] = [Infinity, -Infinity];
  const results: CleanInput[] = [];
  let resume = now() + SLICE_SECONDS;
  const own = new Set(inputs.indices);
  const hashes: [index: number, hash: () => string][] = [];
  for (const index of inputs.chosen) {
    if (now() > resume) {
      await setImmediate();
      resume = now() + SLICE_SECONDS;
    }
    if (stop.aborted) return null;
    const input = own.has(index) ? classify(index, inputs, classifier, threshold, range) : null;
    if (input !== null) results.push(input);
    const hash = input?.hash ?? later(() => hashAt(index, inputs));
    if (inputs.chosen.length > FEW) hash();
    hashes.push([index, hash]);
  }
  const correct = results.filter(({ label, prediction }) => prediction !== null && prediction === label).length;
  return {
    inputs: results,
    correct,
    range: range[0] <= range[1] ? range : null,
    sha256: later(() => hashOf(hashes.map(([index, hash]) => [index, hash()]))),
    chosen: hashes.length,
  };
}

function classify(index: number, inputs: InputSet, classifier: Classifier, threshold: number, range: [number, number]): CleanInput {
  const given = inputs.label(index);
  try {
    const input = inputs.input(index);
    for (const value of input) {
      if (value < range[0]) range[0] = value;
      if (value > range[1]) range[1] = value;
    }
    const prediction = predict(classifier, classifier.toInternal(input), threshold);
    return { index, label: given ?? prediction, prediction, hash: later(() => inputHash(input, given)), error: null };
  } catch (error) {
    return { index, label: given, prediction: null, hash: later(() => inputHash(null, given)), error };
  }
}

/** The hash of an input of another shard. What is wrong with it is for that one to tell. */
function hashAt(index: number, inputs: InputSet): string {
  try {
    return inputHash(inputs.input(index), inputs.label(index));
  } catch {
    return inputHash(null, inputs.label(index));
  }
}
