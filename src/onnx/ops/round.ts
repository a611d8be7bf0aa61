import { activation } from '../../activations/registry.js';
import { foldedActivation } from '../lower/activation.js';

const nearest = activation('round');

/** Ties go to the even whole number. */
export const round = foldedActivation(
  'Round',
  [[11, 1, []]],
  () => nearest,
  (x) => nearest.evaluate(x),
);
