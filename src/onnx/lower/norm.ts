import { activation } from '../../activations/registry.js';
import type { OpNode } from '../op-node.js';
import type { View } from '../value.js';
import { activate } from './activation.js';

/** The exponent of an l1 or l2 norm, from attribute `p`. */
export function normExponent(node: OpNode): 1 | 2 {
  const p = node.int('p', 2);
  return p === 1 || p === 2 ? p : node.unsupported(`p = ${p}`, 'p = 1 and p = 2 work.');
}

/** |x|^p of every element: what a norm sums up. */
export function normTerms(node: OpNode, x: View, p: 1 | 2): View {
  return activate(node, x, p === 1 ? activation('abs') : activation('power', { exponent: 2 }));
}

/** The norm from its sum. */
export function normRoot(node: OpNode, sum: View, p: 1 | 2): View {
  return p === 1 ? sum : activate(node, sum, activation('sqrt'));
}
