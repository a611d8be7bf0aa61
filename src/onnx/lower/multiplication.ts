import { activation } from '../../activations/registry.js';
import type { OpNode } from '../op-node.js';
import type { Value, View } from '../value.js';
import { activate } from './activation.js';
import { affine } from './affine.js';
import { broadcastViews, inCommonLayout, isSameView } from './common-layout.js';
import { foldBinary, product } from './fold.js';

/** The elementwise product, broadcast: folded, a scale, or a `product` node; x x is a square. */
export function multiply(node: OpNode, a: Value, b: Value): Value {
  if (a.kind === 'constant') return b.kind === 'constant' ? foldBinary(node, a, b, product) : affine(node, b, a, null);
  return b.kind === 'constant' ? affine(node, a, b, null) : multiplyViews(node, a, b);
}

/** The same of two tensors that depend on the data. */
export function multiplyViews(node: OpNode, a: View, b: View): View {
  const [left, right] = broadcastViews(node, [a, b]);
  if (left === undefined || right === undefined) return node.unsupported('a factor is missing');
  if (isSameView(left, right)) return activate(node, left, activation('power', { exponent: 2 }));
  const { base, inputs } = inCommonLayout(node, [left, right]);
  const id = node.builder.add({ kind: 'product', inputs, shape: node.builder.shape(base.node), origin: node.origin });
  return { ...base, node: id };
}
