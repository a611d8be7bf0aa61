import type { AffineNode, ConvNode, DenseNode, Graph, GraphNode } from '../graph/graph.js';
import { sourceOf } from '../graph/rewrites/edit.js';
import type { Rising } from './composed-steps.js';
import { stepsOfActivation } from './steps-of-activation.js';

/** Activations that do not decrease, and may stand between a layer and a quantisation. */
const RISING: readonly string[] = [
  ...['relu', 'leaky-relu', 'clip', 'hard-tanh', 'hard-sigmoid', 'tanh', 'sigmoid', 'elu', 'selu', 'softplus', 'softsign'],
];

/** The layer whose sums an activation quantises. */
export interface Feeding {
  readonly layer: ConvNode | DenseNode;
  /** What lies between the sums and the activation; null: nothing. */
  readonly between: Rising | null;
}

/** Looks for the layer before a node, through scales, ReLUs and the like, max-pools and re-orderings. A text says why there is none. */
export function feedingLayer(graph: Graph, node: GraphNode): Feeding | string {
  const chain: Rising[] = [];
  for (let at = sourceOf(graph, node); at !== undefined; at = sourceOf(graph, at)) {
    if (at.kind === 'conv' || at.kind === 'dense') return { layer: at, between: chain.length === 0 ? null : inTurn(chain.reverse()) };
    const step = passing(at);
    if (typeof step === 'string') return step;
    if (step !== null) chain.push(step);
  }
  return 'it is not fed by one layer';
}

function inTurn(chain: readonly Rising[]): Rising {
  return (x) => chain.reduce((value, f) => f(value), x);
}

/** What a node does to a value on its way, null: nothing, or why it is not gone through. */
function passing(node: GraphNode): Rising | string | null {
  switch (node.kind) {
    case 'input':
      return 'it quantises the input, not the sums of a layer';
    case 'add':
      return 'it sees a sum of branches, which the theory does not cover';
    case 'product':
      return 'it sees a product of two values, which the theory does not cover';
    case 'affine':
      return uniformAffine(node) ?? 'it sees its layer through a scale that differs from unit to unit';
    case 'sparse':
      return node.weights === null && node.bias === null ? null : 'it sees a linear map that is no layer of weights';
    case 'activation': {
      const [f, ...more] = node.functions;
      if (f !== undefined && more.length === 0 && RISING.includes(f.name)) return (x) => f.evaluate(x);
      return f !== undefined && stepsOfActivation(f) !== null ? 'it follows another quantisation' : `it follows the activation ${f?.name}`;
    }
    default:
      return null;
  }
}

/** x -> scale x + shift with one positive scale and one shift for all. */
function uniformAffine({ scale, shift }: AffineNode): Rising | null {
  const [factor, offset] = [scale === null ? 1 : (scale[0] ?? NaN), shift === null ? 0 : (shift[0] ?? NaN)];
  return (scale?.length ?? 1) === 1 && (shift?.length ?? 1) === 1 && factor > 0 ? (x) => factor * x + offset : null;
}
