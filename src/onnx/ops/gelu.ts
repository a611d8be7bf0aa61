import { activation } from '../../activations/registry.js';
import { activationOperator } from '../lower/activation.js';

/** Exact, or with `approximate` = tanh. */
export const gelu = activationOperator('Gelu', [[20, 1, ['approximate']]], (node) => {
  const approximate = node.string('approximate', 'none');
  if (approximate !== 'none' && approximate !== 'tanh') node.unsupported(`approximate '${approximate}'`, "'none' and 'tanh' exist.");
  return activation(approximate === 'tanh' ? 'gelu-tanh' : 'gelu');
});
