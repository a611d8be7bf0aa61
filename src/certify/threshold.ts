import { LOG1P_UNITS, LOG_UNITS, log, log1p } from '../activations/elementary/log.js';
import { UNIT, roundUp } from '../engine/rounding.js';

/** A constant of the specification and how far the stored double may be from the real number it stands for. */
export interface Constant {
  readonly value: number;
  readonly error: number;
}

/**
 * The logit at which a binary model's probability crosses a threshold: ln(t / (1 - t)) = ln t - ln(1 - t), with a proved bound of
 * its rounding. Exactly 0 for t = 0.5. Requires 0 < t < 1.
 */
export function decisionLogit(threshold: number): Constant {
  if (threshold === 0.5) return { value: 0, error: 0 };
  const above = log(threshold);
  const below = log1p(-threshold);
  const value = above - below;
  const units = LOG_UNITS * Math.abs(above) + LOG1P_UNITS * Math.abs(below) + 2 * Math.abs(value);
  return { value, error: roundUp(units * UNIT * (1 + 2 ** -40)) };
}
