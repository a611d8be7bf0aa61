import { activation } from '../../activations/registry.js';
import { isPowerOfTwo } from '../folded.js';
import type { Graph, GraphNode } from '../graph.js';
import { firstMatch, replaceNode, sourceOf } from './edit.js';

/**
 * TERELU spelled in ONNX's own operators becomes one activation: Elu(Min(x, mu)) + beta (1 - Exp(mu - Max(x, mu))), the additive form, or
 * Elu(Min(x, mu)) + beta mu (1 - Exp((mu - Max(x, mu)) / mu)), the scaled one, where 1 / mu is a double. Only constants that agree exactly are taken.
 */
export function recogniseTerelu(graph: Graph): Graph | null {
  return firstMatch(graph, (node) => {
    if (node.kind !== 'add' || node.inputs.length !== 2 || !node.signs.every((sign) => sign === 1)) return null;
    const [a, b] = node.inputs.map((id) => graph.nodes[id]);
    if (a === undefined || b === undefined) return null;
    const found = matchBranches(graph, a, b) ?? matchBranches(graph, b, a);
    if (found === null) return null;
    const { id, shape, origin } = node;
    return replaceNode(graph, { kind: 'activation', id, inputs: [found.source], shape, origin, functions: [found.function] });
  });
}

function matchBranches(graph: Graph, low: GraphNode, high: GraphNode) {
  const elu = unary(graph, low, 'elu');
  const least = unary(graph, elu?.inner, 'clip');
  const outer = affine(graph, high);
  const exp = unary(graph, outer?.inner, 'exp');
  const exponent = affine(graph, exp?.inner);
  const most = unary(graph, exponent?.inner, 'clip');
  if (elu === null || least === null || outer === null || exponent === null || most === null) return null;
  const mu = least.parameters['max'] ?? NaN;
  if (least.parameters['min'] !== -Infinity || most.parameters['min'] !== mu || most.parameters['max'] !== Infinity) return null;
  if (!(mu > 0) || least.inner === undefined || least.inner !== most.inner || outer.shift !== -outer.scale) return null;
  const shape = formOf(exponent, mu, outer.shift);
  if (shape === null) return null;
  return { source: least.inner.id, function: activation('terelu', { alpha: elu.parameters['alpha'] ?? NaN, mu, ...shape }) };
}

/** The form and beta that give `size` (1 - e^(scale y + shift)) for y >= mu; null: none. Quotients by a power of two are exact. */
function formOf({ scale, shift }: { readonly scale: number; readonly shift: number }, mu: number, size: number) {
  if (scale === -1 && shift === mu) return { form: 0, beta: size };
  if (shift === 1 && isPowerOfTwo(mu) && scale === -1 / mu && (size / mu) * mu === size) return { form: 2, beta: size / mu };
  return null;
}

/** An activation with one function, and what it is applied to. */
function unary(graph: Graph, node: GraphNode | undefined, name: string) {
  if (node?.kind !== 'activation' || node.functions.length !== 1) return null;
  const [f] = node.functions;
  return f?.name === name ? { inner: sourceOf(graph, node), parameters: f.parameters } : null;
}

/** An affine with one exact scale and one exact shift. */
function affine(graph: Graph, node: GraphNode | undefined) {
  if (node?.kind !== 'affine' || node.weightUnits !== 0 || node.biasError !== null) return null;
  const [scale, shift] = [node.scale ?? [1], node.shift ?? [0]];
  return scale.length === 1 && shift.length === 1 ? { inner: sourceOf(graph, node), scale: scale[0] ?? NaN, shift: shift[0] ?? NaN } : null;
}
