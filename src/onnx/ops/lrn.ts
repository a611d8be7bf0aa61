import { activation } from '../../activations/registry.js';
import { activate } from '../lower/activation.js';
import { affine } from '../lower/affine.js';
import { linearRows } from '../lower/linear.js';
import { multiplyViews } from '../lower/multiplication.js';
import type { OnnxOperator } from '../operator.js';
import { constant } from '../value.js';

/** x / (bias + alpha / size * sum of x^2 over neighbouring channels)^beta, channels on axis 1. */
export const lrn: OnnxOperator = {
  op: 'LRN',
  versions: [[1, 1, ['alpha', 'beta', 'bias', 'size']]],
  lower(node) {
    const x = node.data(0);
    const size = node.int('size', 0);
    const bias = node.float('bias', 1);
    const [alpha, beta] = [node.float('alpha', Math.fround(1e-4)), node.float('beta', Math.fround(0.75))];
    if (size < 1) node.unsupported(`size ${size}`);
    if (!(bias > 0 && alpha >= 0)) node.unsupported(`bias ${bias} and alpha ${alpha}`, 'A positive bias and an alpha of at least 0 work.');
    const channels = x.shape[1] ?? 1;
    const inner = x.shape.slice(2).reduce((product, dim) => product * dim, 1);
    const before = Math.floor((size - 1) / 2);
    const sums = linearRows(node, activate(node, x, activation('power', { exponent: 2 })), {
      shape: x.shape,
      // alpha / size is rounded.
      weightUnits: 1,
      asMap: true,
      describe(element, emit) {
        const channel = Math.floor(element / inner) % channels;
        const first = Math.max(0, channel - before);
        const last = Math.min(channels - 1, channel - before + size - 1);
        for (let c = first; c <= last; c++) emit(element + (c - channel) * inner, alpha / size);
      },
    });
    const scale = affine(node, sums, null, constant('float64', [], [bias]));
    return [multiplyViews(node, x, activate(node, scale, activation('power', { exponent: -beta })))];
  },
};
