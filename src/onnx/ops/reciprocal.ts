import { activation } from '../../activations/registry.js';
import { foldedActivation } from '../lower/activation.js';
import { quotient } from '../lower/fold.js';

export const reciprocal = foldedActivation(
  'Reciprocal',
  [[6, 1, []]],
  () => activation('reciprocal'),
  (x) => 1 / x,
  (x, error) => quotient.error(1, 0, x, error),
);
