import { activation } from '../../activations/registry.js';
import { activate } from '../lower/activation.js';
import { affine } from '../lower/affine.js';
import { multiplyViews } from '../lower/multiplication.js';
import { rowsAlong } from '../lower/rows.js';
import { centre, meanOf } from '../lower/standardise.js';
import type { OnnxOperator } from '../operator.js';
import { constant } from '../value.js';

/** (x - mean) / (standard deviation + 1e-9), the definition of ONNX. */
export const meanVarianceNormalization: OnnxOperator = {
  op: 'MeanVarianceNormalization',
  versions: [[9, 1, ['axes']]],
  lower(node) {
    const x = node.data(0);
    const rows = rowsAlong(x, node.axes(node.ints('axes') ?? [0, 2, 3], x.shape.length));
    const centred = centre(node, rows, meanOf(node, rows.view, rows));
    const variance = meanOf(node, activate(node, centred, activation('power', { exponent: 2 })), rows);
    const deviation = affine(node, activate(node, variance, activation('sqrt')), null, constant('float64', [], [Math.fround(1e-9)]));
    return [rows.restore(multiplyViews(node, centred, activate(node, deviation, activation('reciprocal'))))];
  },
};
