import type { Activation } from '../activation.js';
import { type Piece, piecewiseLinear } from './piecewise-linear.js';

/** min(max(x, low), high) for low <= high, either of which may be infinite (but not both at the same end). */
export function clamp(name: string, parameters: Readonly<Record<string, number>>, low: number, high: number): Activation {
  const constant = (intercept: number): Piece => ({ slope: 0, intercept });
  if (low === high) return piecewiseLinear(name, parameters, { kinks: [], pieces: [constant(low)] });
  const ends = [low, high].filter(Number.isFinite);
  return piecewiseLinear(name, parameters, {
    kinks: ends.map((end) => ({ x: end, y: end })),
    pieces: [...(low > -Infinity ? [constant(low)] : []), { slope: 1, intercept: 0 }, ...(high < Infinity ? [constant(high)] : [])],
  });
}
