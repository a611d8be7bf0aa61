import { mapSize, type MapShape } from '../../graph/graph.js';
import type { OpNode } from '../op-node.js';

/** The id of a node with `strideY - 1` rows and `strideX - 1` columns of zeros between those of the input, and none at the ends. */
export function upsampledWithZeros(node: OpNode, input: number, strideY: number, strideX: number): number {
  const own = node.builder.shape(input);
  if (strideY === 1 && strideX === 1) return input;
  const shape: MapShape = { height: (own.height - 1) * strideY + 1, width: (own.width - 1) * strideX + 1, channels: own.channels };
  const starts = new Int32Array(mapSize(shape) + 1);
  const indices = new Int32Array(mapSize(own));
  let found = 0;
  for (let i = 0; i < mapSize(shape); i++) {
    const c = i % shape.channels;
    const x = Math.floor(i / shape.channels) % shape.width;
    const y = Math.floor(i / (shape.channels * shape.width));
    if (y % strideY === 0 && x % strideX === 0) indices[found++] = ((y / strideY) * own.width + x / strideX) * own.channels + c;
    starts[i + 1] = found;
  }
  return node.builder.addOnce({
    kind: 'sparse', inputs: [input], shape, origin: node.origin, starts, indices, weights: null, bias: null, weightUnits: 0, biasError: null,
  }); // prettier-ignore
}
