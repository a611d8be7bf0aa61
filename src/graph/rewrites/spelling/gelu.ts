import { activation } from '../../../activations/registry.js';
import { halfGatedBy } from './gated.js';
import type { Polynomial } from './polynomial.js';
import { exactly, ROOT_2, times } from './scalar.js';
import { multipleOf, type Spelled, throughScale } from './spelled.js';

/**
 * GELU by erf: k x (1 + erf(c x)) = 2 k / m gelu(m x), m = c sqrt(2). Files hold 1 / sqrt(2) rounded to float32: m is not 1, but known to a few units.
 */
export function gelu(p: Polynomial): Spelled | null {
  const half = halfGatedBy(p, 'erf');
  const c = half === null ? null : multipleOf(half.argument);
  return half === null || c === null ? null : throughScale(activation('gelu'), times(times(exactly(half.sign), c), ROOT_2), half.factor);
}
