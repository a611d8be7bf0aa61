import type { Activation } from '../../activations/activation.js';
import { activation } from '../../activations/registry.js';
import type { OpNode } from '../op-node.js';
import type { Value } from '../value.js';
import { activate } from './activation.js';
import { clipFunction } from './clip.js';

/** Activations that ONNX Runtime fuses into a layer, by the name that the attribute gives, with their parameters in order. */
const FUNCTIONS: Readonly<Record<string, (parameters: readonly number[]) => Activation | null>> = {
  Relu: () => activation('relu'),
  Tanh: () => activation('tanh'),
  Sigmoid: () => activation('sigmoid'),
  LeakyRelu: ([alpha = Math.fround(0.01)]) => activation('leaky-relu', { alpha }),
  Clip: ([low = -Infinity, high = Infinity]) => clipFunction(low, high),
  HardSigmoid: ([alpha = Math.fround(0.2), beta = 0.5]) => activation('hard-sigmoid', { alpha, beta }),
};

/** The result of a layer after the activation that its attribute `activation` names; none: as it is. */
export function fusedActivation(node: OpNode, result: Value | undefined, parameters: readonly number[]): Value {
  if (result?.kind !== 'view') return node.unsupported('it does not depend on the data');
  const name = node.string('activation', '');
  if (name === '') return result;
  const create = FUNCTIONS[name] ?? node.unsupported(`activation '${name}'`, `${Object.keys(FUNCTIONS).join(', ')} work.`);
  const chosen = create(parameters);
  return chosen === null ? result : activate(node, result, chosen);
}
