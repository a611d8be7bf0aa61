import { activation } from '../../../activations/registry.js';
import type { Polynomial } from './polynomial.js';
import { gatedBy, halfGatedBy } from './gated.js';
import { exactly, type Scalar, times } from './scalar.js';
import { multipleOf, type Spelled, scaleOf, spelled, throughScale, twice } from './spelled.js';

/** SiLU (Swish): x sigmoid(a x), and x (1 + tanh(b x)) / 2, which is the same with a = 2 b. */
export function silu(p: Polynomial): Spelled | null {
  const direct = gatedBy(p, 'sigmoid');
  if (direct !== null) return withSlope(multipleOf(direct.argument), direct.factor);
  const half = halfGatedBy(p, 'tanh');
  const slope = half === null ? null : multipleOf(half.argument);
  return half === null || slope === null ? null : withSlope(twice(times(exactly(half.sign), slope)), half.factor);
}

function withSlope(alpha: Scalar | null, factor: Scalar): Spelled | null {
  if (alpha === null) return null;
  if (alpha.error === 0) return spelled(activation('silu', { alpha: alpha.value }), undefined, scaleOf(factor));
  return throughScale(activation('silu'), alpha, factor);
}
