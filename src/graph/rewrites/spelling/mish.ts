import { activation } from '../../../activations/registry.js';
import { gatedBy } from './gated.js';
import type { Polynomial } from './polynomial.js';
import { is } from './scalar.js';
import { multipleOf, multipleOfFunction, scaleOf, type Spelled, spelled } from './spelled.js';

/** Mish: x tanh(softplus(x)). */
export function mish(p: Polynomial): Spelled | null {
  const gated = gatedBy(p, 'tanh');
  const inside = gated === null ? null : multipleOfFunction(gated.argument, 'softplus');
  const slope = inside === null ? null : multipleOf(inside.argument);
  if (gated === null || inside === null || slope === null) return null;
  return is(slope, 1) && is(inside.coefficient, 1) ? spelled(activation('mish'), undefined, scaleOf(gated.factor)) : null;
}
