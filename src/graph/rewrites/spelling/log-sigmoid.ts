import { activation } from '../../../activations/registry.js';
import type { Polynomial } from './polynomial.js';
import { is } from './scalar.js';
import { lineOf, multipleOfFunction, scaleOf, type Spelled, spelled } from './spelled.js';

/** ln(sigmoid(x)). */
export function logSigmoid(p: Polynomial): Spelled | null {
  const outside = multipleOfFunction(p, 'log');
  const inside = outside === null ? null : multipleOfFunction(outside.argument, 'sigmoid');
  const line = inside === null || !is(inside.coefficient, 1) ? null : lineOf(inside.argument);
  return outside === null || line === null ? null : spelled(activation('log-sigmoid'), line, scaleOf(outside.coefficient));
}
