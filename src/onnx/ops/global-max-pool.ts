import { wholeWindow } from '../lower/average.js';
import { flatSpatial, mapNode } from '../lower/spatial.js';
import { windowFields } from '../lower/window.js';
import { mapView } from '../layout.js';
import type { OnnxOperator } from '../operator.js';

export const globalMaxPool: OnnxOperator = {
  op: 'GlobalMaxPool',
  versions: [[1, 1, []]],
  lower(node) {
    const input = flatSpatial(node, node.data(0));
    const shape = { height: 1, width: 1, channels: input.channels };
    const id = node.builder.add({
      kind: 'max-pool',
      inputs: [mapNode(node, input)],
      shape,
      origin: node.origin,
      ...windowFields(wholeWindow(input.shape)),
    });
    return [mapView(id, shape, input.view.type, [1, input.channels, ...input.sizes.map(() => 1)])];
  },
};
