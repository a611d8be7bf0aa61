import { boundMargins } from './bound-margins.js';
import type { InputBall } from './input-ball.js';
import type { BoundChoice, Margins } from './margins.js';

/**
 * Lower bounds of all margins at one epsilon after the other, for a search that goes below every epsilon that it could not certify: each
 * computation starts from what the smallest of those proved about the values inside the network.
 */
export function nestedBounds(margins: Margins, ball: InputBall, choice: BoundChoice): (epsilon: number) => Float64Array {
  let computed = 0;
  let around: { readonly epsilon: number; readonly number: number } | null = null;
  return (epsilon) => {
    const number = ++computed;
    const within = around !== null && epsilon < around.epsilon ? around.number : null;
    const { lower, certified } = boundMargins(margins, ball, epsilon, { ...choice, series: { number, within } });
    if (!certified && (around === null || epsilon < around.epsilon)) around = { epsilon, number };
    return lower;
  };
}
