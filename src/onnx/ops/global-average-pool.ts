import { averageNode, wholeWindow } from '../lower/average.js';
import { flatSpatial, mapNode } from '../lower/spatial.js';
import { mapView } from '../layout.js';
import type { OnnxOperator } from '../operator.js';

export const globalAveragePool: OnnxOperator = {
  op: 'GlobalAveragePool',
  versions: [[1, 1, []]],
  lower(node) {
    const input = flatSpatial(node, node.data(0));
    const shape = { height: 1, width: 1, channels: input.channels };
    const { height, width } = input.shape;
    const id = averageNode(node, mapNode(node, input), shape, wholeWindow(input.shape), height * width);
    return [mapView(id, shape, input.view.type, [1, input.channels, ...input.sizes.map(() => 1)])];
  },
};
