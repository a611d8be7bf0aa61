import { activation } from '../../activations/registry.js';
import type { Activation } from '../../activations/activation.js';
import { ModelError } from '../../errors.js';
import type { OpNode } from '../op-node.js';

/** An activation whose parameters come from a node: what it refuses, the node is reported for. */
export function customActivation(node: OpNode, name: string, parameters: Readonly<Record<string, number>>): Activation {
  try {
    return activation(name, parameters);
  } catch (error) {
    if (!(error instanceof ModelError && error.code === 'ACTIVATION_PARAMETER')) throw error;
    return node.unsupported(error.message, error.hint ?? null);
  }
}

/** The position of a string attribute's value among the words that it can be. */
export function wordOf(node: OpNode, attribute: string, words: readonly string[], standard: number): number {
  const word = node.string(attribute, words[standard] ?? '');
  const position = words.indexOf(word);
  return position >= 0 ? position : node.unsupported(`${attribute} '${word}'`, `${attribute} is one of ${words.join(', ')}.`);
}
