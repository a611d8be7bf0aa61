import { activation } from '../../../activations/registry.js';
import { gatedBy } from './gated.js';
import { coefficientOf, type Polynomial } from './polynomial.js';
import { over, type Scalar, times } from './scalar.js';
import { multipleOf, type Spelled, termOf, throughScale } from './spelled.js';

/** Softsign: x / (s + t |c x|) = z / (1 + |z|) / (t |c|) for z = t |c| x / s; s, t > 0. */
export function softsign(p: Polynomial): Spelled | null {
  const gated = gatedBy(p, 'reciprocal');
  const size = gated?.argument.size === 2 ? termOf(gated.argument, 1) : null;
  const of = size?.factors[0]?.of;
  const c = of?.activation.name === 'abs' ? multipleOf(of.argument) : null;
  if (gated === null || size === null || c === null) return null;
  const s = coefficientOf(gated.argument, 0);
  const t = times(size.coefficient, { value: Math.abs(c.value), error: c.error });
  if (!isPositive(s) || !isPositive(t)) return null;
  const mu = over(t, s);
  return throughScale(activation('softsign'), mu, over(gated.factor, s));
}

function isPositive({ value, error }: Scalar): boolean {
  return value - error > 0;
}
