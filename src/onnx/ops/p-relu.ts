import { activation } from '../../activations/registry.js';
import { broadcastIndices, broadcastShape } from '../indices.js';
import { activateEach } from '../lower/activation.js';
import { mismatch } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';
import { at } from '../value.js';

/** The slope broadcasts in one direction: to the shape of x, aligned at the last axis. */
export const pRelu: OnnxOperator = {
  op: 'PRelu',
  versions: [[7, 2, []]],
  lower(node) {
    const x = node.data(0);
    const slope = node.constant(1, 'slope');
    if (slope.error !== null) node.unsupported('its slope is the rounded result of a computation in the graph');
    const shape = broadcastShape(x.shape, slope.shape);
    if (shape === null || shape.some((size, axis) => size !== x.shape[axis])) mismatch(node, x.shape, slope.shape);
    const source = broadcastIndices(slope.shape, x.shape);
    const slopeOf = (element: number) => at(slope.data, source === null ? element : at(source, element));
    return [activateEach(node, x, (element) => activation('prelu', { slope: slopeOf(element) }), slopeOf)];
  },
};
