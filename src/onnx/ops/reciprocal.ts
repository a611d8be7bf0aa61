import { constantUnary } from '../lower/constant-ops.js';
import { quotient } from '../lower/fold.js';

/** Only of constants. */
export const reciprocal = constantUnary(
  'Reciprocal',
  [[6, 1, []]],
  (x) => 1 / x,
  (x, error) => quotient.error(1, 0, x, error),
);
