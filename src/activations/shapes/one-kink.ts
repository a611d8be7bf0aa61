import type { Activation } from '../activation.js';
import { piecewiseLinear } from './piecewise-linear.js';

/** max(x, 0) + slope min(x, 0), for any slope: convex up to slope 1, concave beyond. */
export function oneKink(name: string, parameters: Readonly<Record<string, number>>, slope: number): Activation {
  const right = { slope: 1, intercept: 0 };
  if (slope === 1) return piecewiseLinear(name, parameters, { kinks: [], pieces: [right] });
  return piecewiseLinear(name, parameters, { kinks: [{ x: 0, y: 0 }], pieces: [{ slope, intercept: 0 }, right] });
}
