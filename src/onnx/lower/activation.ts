import type { Activation } from '../../activations/activation.js';
import { mapSize } from '../../graph/graph.js';
import { covers, whole } from '../layout.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator, OpVersion } from '../operator.js';
import type { View } from '../value.js';
import { foldUnary } from './fold.js';

/** The same function of every element: applied to the node as it is stored, the view stays. */
export function activate(node: OpNode, view: View, activation: Activation): View {
  const base = covers(node.builder, view) ? view : whole(node.builder, view, node.origin);
  const shape = node.builder.shape(base.node);
  const id = node.builder.add({ kind: 'activation', inputs: [base.node], shape, origin: node.origin, functions: [activation] });
  return { ...base, node: id };
}

/** One function an element of the view, as few stored as possible. `key` is equal for equal functions. */
export function activateEach(node: OpNode, view: View, create: (element: number) => Activation, key: (element: number) => number): View {
  const base = whole(node.builder, view, node.origin);
  const shape = node.builder.shape(base.node);
  const size = mapSize(shape);
  const elements = new Int32Array(size);
  for (let i = 0; i < size; i++) elements[base.index?.[i] ?? i] = i;
  const keys = Array.from(elements, key);
  const period = [1, shape.channels].find((p) => keys.every((value, i) => value === keys[i % p])) ?? size;
  const functions = Array.from(elements.subarray(0, period), create);
  return { ...base, node: node.builder.add({ kind: 'activation', inputs: [base.node], shape, origin: node.origin, functions }) };
}

/** An operator that is one activation of the registry. */
export function activationOperator(op: string, versions: readonly OpVersion[], create: (node: OpNode) => Activation): OnnxOperator {
  return { op, versions, lower: (node) => [activate(node, node.data(0), create(node))] };
}

/** The same, folded where its input is a constant: `value` and `error` as for `foldUnary`. */
export function foldedActivation(
  op: string,
  versions: readonly OpVersion[],
  create: (node: OpNode) => Activation,
  value: (x: number) => number,
  error?: (x: number, errorX: number) => number,
): OnnxOperator {
  return {
    op,
    versions,
    lower(node) {
      const x = node.input(0);
      return [x.kind === 'constant' ? foldUnary(node, x, value, error) : activate(node, node.data(0), create(node))];
    },
  };
}
