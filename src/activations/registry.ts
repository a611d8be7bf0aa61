import { ModelError } from '../errors.js';
import type { Activation, ActivationKind } from './activation.js';
import { arctan } from './arctan.js';
import { clip } from './clip.js';
import { elu } from './elu.js';
import { hardSigmoid } from './hard-sigmoid.js';
import { hardTanh } from './hard-tanh.js';
import { leakyRelu } from './leaky-relu.js';
import { prelu } from './prelu.js';
import { relu } from './relu.js';
import { sigmoid } from './sigmoid.js';
import { softplus } from './softplus.js';
import { tanh } from './tanh.js';

/** Every activation there is. To add one: a file, an import and a line here. */
export const activations: readonly ActivationKind[] = [
  arctan,
  clip,
  elu,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  prelu,
  relu,
  sigmoid,
  softplus,
  tanh,
];

/**
 * The activation of a registry name with its parameters (defaults for those left out). Throws a `ModelError`: `ACTIVATION_UNKNOWN` for a
 * name that is not registered, `ACTIVATION_PARAMETER` for parameters it cannot take.
 */
export function activation(name: string, parameters: Readonly<Record<string, number>> = {}): Activation {
  const kind = activations.find((candidate) => candidate.name === name);
  if (kind === undefined) {
    const hint = `Known activations: ${activations.map((candidate) => candidate.name).join(', ')}.`;
    throw new ModelError('ACTIVATION_UNKNOWN', `no activation is named '${name}'`, { hint });
  }
  return kind.create(parameters);
}
