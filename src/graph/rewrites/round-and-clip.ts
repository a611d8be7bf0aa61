import { activation } from '../../activations/registry.js';
import { roundHalfEven } from '../../activations/shapes/round-half-even.js';
import type { ActivationNode, Graph, GraphNode } from '../graph.js';
import { firstMatch, replaceNode, sourceOf, useCounts } from './edit.js';
import { constantsOf } from './elements.js';

/**
 * Rounding to whole numbers and a Clip, in either order and with a whole zero point between them, become one `quantize`: fake quantization as Div, Round, Clip, Mul spell it. Rounding is
 * monotone, so that clip and round can change places if the bounds are rounded, too.
 */
export function roundAndClip(graph: Graph): Graph | null {
  const uses = useCounts(graph);
  return firstMatch(graph, (node) => {
    const inner = sourceOf(graph, node);
    if (node.kind !== 'activation' || inner === undefined || uses[inner.id] !== 1) return null;
    if (nameOf(node) === 'round' && nameOf(inner) === 'clip') return quantized(graph, node, inner, inner, 0);
    if (nameOf(node) !== 'clip') return null;
    if (nameOf(inner) === 'round') return quantized(graph, node, inner, node, 0);
    const rounding = sourceOf(graph, inner);
    const zero = wholeShift(inner);
    if (rounding === undefined || zero === null || uses[rounding.id] !== 1 || nameOf(rounding) !== 'round') return null;
    return quantized(graph, node, rounding, node, zero);
  });
}

function nameOf(node: GraphNode): string {
  return node.kind === 'activation' && node.functions.length === 1 ? (node.functions[0]?.name ?? '') : '';
}

/** t of x + t, if it is a whole number for all elements. */
function wholeShift(node: GraphNode): number | null {
  if (node.kind !== 'affine' || node.scale !== null || node.biasError !== null || node.shift?.length !== 1) return null;
  const t = constantsOf(node).shift.value(0);
  return Number.isInteger(t) && Math.abs(t) <= 2 ** 20 ? t : null;
}

function quantized(graph: Graph, node: ActivationNode, first: GraphNode, clip: GraphNode, zero: number): Graph | null {
  const parameters = clip.kind === 'activation' ? clip.functions[0]?.parameters : undefined;
  const [low, high] = [parameters?.['min'] ?? NaN, parameters?.['max'] ?? NaN];
  // After the rounding, bounds that are no whole numbers are levels of their own.
  const isWhole = clip !== node || (Number.isInteger(low) && Number.isInteger(high));
  const [min, max] = [roundHalfEven(low) + 0, roundHalfEven(high) + 0];
  if (!isWhole || !(low <= high && min >= -(2 ** 20) && max <= 2 ** 20)) return null;
  const functions = [activation('quantize', { scale: 1, zero, min, max })];
  const inner = sourceOf(graph, node);
  const origin = [...first.origin, ...(inner === undefined || inner === first ? [] : inner.origin), ...node.origin];
  return replaceNode(graph, { ...node, inputs: first.inputs, functions, origin });
}
