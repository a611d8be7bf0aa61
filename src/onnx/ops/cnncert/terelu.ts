import { activationOperator } from '../../lower/activation.js';
import { customActivation, wordOf } from '../../lower/custom-activation.js';

export const terelu = activationOperator('Terelu', [[1, 1, ['alpha', 'beta', 'form', 'mu']]], (node) =>
  customActivation(node, 'terelu', {
    alpha: node.float('alpha', 1),
    beta: node.float('beta', 1),
    mu: node.float('mu', 1),
    form: wordOf(node, 'form', ['additive', 'code', 'scaled'], 0),
  }),
);
