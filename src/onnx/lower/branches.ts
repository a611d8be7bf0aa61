import { broadcastIndices, broadcastShape, inverse } from '../indices.js';
import { arrange, isPermutation, whole } from '../layout.js';
import type { OpNode } from '../op-node.js';
import { constant, rearrange, type View } from '../value.js';
import { affine } from './affine.js';
import { mismatch } from './fold.js';

/** One summand. */
export interface Branch {
  readonly view: View;
  readonly sign: 1 | -1;
}

/** The signed sum of tensors that depend on the data, broadcast: one `add` node after bringing all branches into one layout. */
export function addBranches(node: OpNode, branches: readonly Branch[]): View {
  const shapes = branches.map((branch) => branch.view.shape);
  const shape = broadcastShape(...shapes) ?? mismatch(node, ...shapes);
  const views = branches.map(({ view, sign }) => ({ view: rearrange(view, shape, broadcastIndices(view.shape, shape)), sign }));
  const single = asMultiple(node, views);
  if (single !== null) return single;
  const base = whole(node.builder, reference(node, views), node.origin);
  const order = inverse(base.index);
  const map = node.builder.shape(base.node);
  const inputs = views.map(({ view }) => arrange(node.builder, view, order, map, node.origin));
  const signs = views.map(({ sign }) => sign);
  const id = node.builder.add({ kind: 'add', inputs, signs, shape: map, origin: node.origin });
  return { ...base, node: id };
}

/** x + x and x - x are multiples of x, not two branches. */
function asMultiple(node: OpNode, branches: readonly Branch[]): View | null {
  const [first] = branches;
  if (first === undefined) return null;
  const { index } = first.view;
  const same = branches.every(({ view }) => view.node === first.view.node && sameIndex(view.index, index));
  if (!same) return null;
  const factor = branches.reduce((total, { sign }) => total + sign, 0);
  return factor === 1 ? first.view : affine(node, first.view, constant(first.view.type, [], [factor]), null);
}

function sameIndex(a: Int32Array | null, b: Int32Array | null): boolean {
  return a === b || (a !== null && b !== null && a.length === b.length && a.every((value, i) => value === b[i]));
}

/** The branch whose layout the sum takes: preferably a whole map. */
function reference(node: OpNode, branches: readonly Branch[]): View {
  const views = branches.map(({ view }) => view);
  const complete = views.filter((view) => view.index === null || isPermutation(view.index, node.builder.size(view.node)));
  const map = complete.find((view) => {
    const { height, width } = node.builder.shape(view.node);
    return height * width > 1;
  });
  const chosen = map ?? complete[0] ?? views[0];
  return chosen ?? node.unsupported('no inputs');
}
