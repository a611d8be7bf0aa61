import { ETA, UNIT } from '../../engine/rounding.js';
import { exp, expm1, EXP_UNITS, EXPM1_UNITS } from '../elementary/exp.js';
import type { Curve } from './curve.js';

/**
 * scale (e^(x / width) - 1) for x <= 0 and width > 0, where `scale` may be a rounded product. The quotient z is off by u: that counts for expm1 at most once
 * (z <= 0), for e^z |z| times.
 */
export function exponential(scale: number, width: number): Curve {
  return {
    value: (x) => scale * expm1(x / width),
    valueError: (_x, value) => (EXPM1_UNITS + 6) * UNIT * Math.abs(value) + 4 * (1 + Math.abs(scale)) * ETA,
    slope: (x) => (scale / width) * exp(x / width),
    slopeError: (x, slope) =>
      (EXP_UNITS + 8 + 2 * Math.min(800, Math.abs(x / width))) * UNIT * Math.abs(slope) + 8 * (Math.abs(scale / width) + 1) * ETA,
  };
}
