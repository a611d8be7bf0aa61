import { activation } from '../../../activations/registry.js';
import { gatedBy } from './gated.js';
import type { Polynomial } from './polynomial.js';
import { exactly, over, plus, type Scalar, same, times } from './scalar.js';
import { type Line, lineOf, type Spelled, throughScale, twice } from './spelled.js';

/**
 * HardSwish: x clip(a x + b, 0, h) with h = 2 b is h x min(1, max(0, z / 6 + 1/2)) for z = 6 a x / h. A float32 slope of 1/6 makes
 * z a little more than x.
 */
export function hardSwish(p: Polynomial): Spelled | null {
  const gated = gatedBy(p, 'clip', 'hard-sigmoid');
  const line = gated === null ? null : lineOf(gated.argument);
  if (gated === null || line === null) return null;
  const { name, parameters } = gated.gate;
  if (name === 'hard-sigmoid') {
    const [alpha, beta] = [exactly(parameters['alpha'] ?? NaN), exactly(parameters['beta'] ?? NaN)];
    return swish({ scale: times(alpha, line.scale), shift: plus(times(alpha, line.shift), beta) }, exactly(1), gated.factor);
  }
  const [min, max] = [parameters['min'] ?? NaN, parameters['max'] ?? NaN];
  return min === 0 && max > 0 && max < Infinity ? swish(line, exactly(max), gated.factor) : null;
}

function swish({ scale, shift }: Line, height: Scalar, factor: Scalar): Spelled | null {
  if (!same(twice(shift), height)) return null;
  return throughScale(activation('hard-swish'), over(times(exactly(6), scale), height), times(height, factor));
}
