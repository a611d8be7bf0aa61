import { activation } from '../../activations/registry.js';
import { foldedActivation } from '../lower/activation.js';

export const abs = foldedActivation(
  'Abs',
  [[6, 1, []]],
  () => activation('abs'),
  Math.abs,
  (_, error) => error,
);
