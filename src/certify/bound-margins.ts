import { NumericalError } from '../errors.js';
import type { InputBall } from './input-ball.js';
import { lowestMargin, type LowestMargin } from './limiting.js';
import type { BoundChoice, Margins } from './margins.js';

/** Lower bounds of all margins over one ball. */
export interface MarginBounds {
  /** Per margin; -Infinity where nothing is proved. */
  readonly lower: Float64Array;
  readonly limiting: LowestMargin;
  /** Every margin is proved finite and positive. */
  readonly certified: boolean;
}

/** Bounds all margins over the ball of radius epsilon. An overflow of the bounds proves nothing; it is not an error here. */
export function boundMargins(margins: Margins, ball: InputBall, epsilon: number, choice: BoundChoice): MarginBounds {
  const lower = boundsOrNothing(margins, ball, epsilon, choice);
  const limiting = lowestMargin(
    lower,
    margins.rows.map((row) => row.class),
  );
  return { lower, limiting, certified: lower.length > 0 && lower.every((bound) => Number.isFinite(bound) && bound > 0) };
}

function boundsOrNothing(margins: Margins, ball: InputBall, epsilon: number, choice: BoundChoice): Float64Array {
  try {
    return margins.lowerBounds(ball.region(epsilon), choice);
  } catch (error) {
    if (error instanceof NumericalError) return new Float64Array(margins.rows.length).fill(-Infinity);
    throw error;
  }
}
