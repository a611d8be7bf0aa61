import { broadcastIndices, broadcastShape, inverse } from '../indices.js';
import { arrange, isPermutation, whole } from '../layout.js';
import type { OpNode } from '../op-node.js';
import { rearrange, type View } from '../value.js';
import { mismatch } from './fold.js';

/** Several tensors broadcast to one shape. */
export function broadcastViews(node: OpNode, views: readonly View[]): View[] {
  const shapes = views.map((view) => view.shape);
  const shape = broadcastShape(...shapes) ?? mismatch(node, ...shapes);
  return views.map((view) => rearrange(view, shape, broadcastIndices(view.shape, shape)));
}

/** Whether two views of equal shape are the same elements of the same node. */
export function isSameView(a: View, b: View): boolean {
  return a.node === b.node && sameIndex(a.index, b.index);
}

function sameIndex(a: Int32Array | null, b: Int32Array | null): boolean {
  return a === b || (a !== null && b !== null && a.length === b.length && a.every((value, i) => value === b[i]));
}

/** Nodes that hold views of equal shape in one order: `base` says how the tensor lies in any of them. */
export function inCommonLayout(node: OpNode, views: readonly View[]): { readonly base: View; readonly inputs: readonly number[] } {
  const base = whole(node.builder, reference(node, views), node.origin);
  const order = inverse(base.index);
  const map = node.builder.shape(base.node);
  return { base, inputs: views.map((view) => arrange(node.builder, view, order, map, node.origin)) };
}

/** The view whose layout the others take: preferably a whole map. */
function reference(node: OpNode, views: readonly View[]): View {
  const complete = views.filter((view) => view.index === null || isPermutation(view.index, node.builder.size(view.node)));
  const map = complete.find((view) => {
    const { height, width } = node.builder.shape(view.node);
    return height * width > 1;
  });
  const chosen = map ?? complete[0] ?? views[0];
  return chosen ?? node.unsupported('no inputs');
}
