import { isNearGelu } from '../../../activations/cubic-silu.js';
import { activation } from '../../../activations/registry.js';
import { gatedBy, halfGatedBy } from './gated.js';
import { coefficientOf, type Polynomial } from './polynomial.js';
import { exactly, type Scalar, times } from './scalar.js';
import { scaleOf, type Spelled, spelled, twice } from './spelled.js';

/**
 * The tanh form of GELU, k x (1 + tanh(a x + b x^3)) = 2 k x sigmoid(2 a x + 2 b x^3): sqrt(2 / pi) and 0.044715 rounded to float32 make
 * another function than the usual constants, so these are parameters.
 */
export function geluTanh(p: Polynomial): Spelled | null {
  const direct = gatedBy(p, 'sigmoid');
  if (direct !== null) return cubic(direct.argument, exactly(1), direct.factor);
  const half = halfGatedBy(p, 'tanh');
  return half === null ? null : cubic(half.argument, twice(exactly(half.sign)), half.factor);
}

function cubic(argument: Polynomial, times2: Scalar, factor: Scalar): Spelled | null {
  const linear = times(times2, coefficientOf(argument, 1));
  const third = times(times2, coefficientOf(argument, 3));
  if (argument.size !== 2 || linear.error !== 0 || third.error !== 0 || !isNearGelu(linear.value, third.value)) return null;
  return spelled(activation('cubic-silu', { linear: linear.value, cubic: third.value }), undefined, scaleOf(factor));
}
