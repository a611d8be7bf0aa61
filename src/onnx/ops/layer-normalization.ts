import { multiply } from '../lower/multiplication.js';
import { rowsAlong } from '../lower/rows.js';
import { plus } from '../lower/addition.js';
import { standardise } from '../lower/standardise.js';
import type { OnnxOperator } from '../operator.js';
import { rearrange } from '../value.js';

export const layerNormalization: OnnxOperator = {
  op: 'LayerNormalization',
  versions: [[17, 3, ['axis', 'epsilon', 'stash_type']]],
  lower(node) {
    const x = node.data(0);
    const axis = node.axis(node.int('axis', -1), x.shape.length);
    const rows = rowsAlong(
      x,
      x.shape.map((_, i) => i).filter((i) => i >= axis),
    );
    const { result, mean, inverseDeviation } = standardise(node, rows, node.float('epsilon', Math.fround(1e-5)));
    const scaled = multiply(node, rows.restore(result), node.input(1));
    const shift = node.optional(2);
    const reduced = x.shape.map((dim, i) => (i < axis ? dim : 1));
    return [
      shift === null ? scaled : plus(node, scaled, shift),
      rearrange(mean, reduced, null),
      rearrange(inverseDeviation, reduced, null),
    ];
  },
};
