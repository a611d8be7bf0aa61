import type { OpNode } from '../op-node.js';
import { constant, type View } from '../value.js';
import { affine } from './affine.js';
import { broadcastViews, inCommonLayout, isSameView } from './common-layout.js';

/** One summand. */
export interface Branch {
  readonly view: View;
  readonly sign: 1 | -1;
}

/** The signed sum of tensors that depend on the data, broadcast: one `add` node after bringing all branches into one layout. */
export function addBranches(node: OpNode, branches: readonly Branch[]): View {
  const views = broadcastViews(
    node,
    branches.map(({ view }) => view),
  );
  const signs = branches.map(({ sign }) => sign);
  const single = asMultiple(node, views, signs);
  if (single !== null) return single;
  const { base, inputs } = inCommonLayout(node, views);
  const id = node.builder.add({ kind: 'add', inputs, signs, shape: node.builder.shape(base.node), origin: node.origin });
  return { ...base, node: id };
}

/** x + x and x - x are multiples of x, not two branches. */
function asMultiple(node: OpNode, views: readonly View[], signs: readonly number[]): View | null {
  const [first] = views;
  if (first === undefined || !views.every((view) => isSameView(view, first))) return null;
  const factor = signs.reduce((total, sign) => total + sign, 0);
  return factor === 1 ? first : affine(node, first, constant(first.type, [], [factor]), null);
}
