import { nullIfZero, productError, sumError } from '../folded.js';
import type { AffineNode, ConvNode, DenseNode, Graph, GraphNode } from '../graph.js';
import { firstMatch, replaceNode, sourceOf, useCounts } from './edit.js';
import { constantsOf } from './elements.js';
import { scaleWeights } from './scaled-weights.js';

/**
 * Folds an affine (batch normalisation, a bias) into the convolution or dense layer before it, when it is its only reader and has
 * one scale and shift a channel. Padding does not matter here: the affine comes after.
 */
export function affineIntoPrevious(graph: Graph): Graph | null {
  const uses = useCounts(graph);
  return firstMatch(graph, (node) => {
    if (node.kind !== 'affine') return null;
    const layer = sourceOf(graph, node);
    if ((layer?.kind !== 'conv' && layer?.kind !== 'dense') || uses[layer.id] !== 1) return null;
    const folded = fold(layer, node);
    return folded === null ? null : replaceNode(graph, { ...folded, id: node.id });
  });
}

function fold(layer: ConvNode | DenseNode, affine: AffineNode): GraphNode | null {
  const channels = layer.shape.channels;
  const { scale, shift } = constantsOf(affine);
  if (scale.length > channels || shift.length > channels) return null;
  const perChannel = layer.weights.length / channels;
  const scaled =
    affine.scale === null
      ? { weights: layer.weights, weightUnits: layer.weightUnits }
      : scaleWeights(layer.weights, layer.weightUnits, (i) => scale.value(Math.floor(i / perChannel)), affine.weightUnits);
  if (scaled === null) return null;
  const bias = new Float64Array(channels);
  const error = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    const before = layer.bias?.[c] ?? 0;
    const product = scale.value(c) * before;
    const inherited = productError(scale.value(c), scale.error(c), before, layer.biasError?.[c] ?? 0);
    bias[c] = product + shift.value(c);
    error[c] = sumError(product, inherited, shift.value(c), shift.error(c));
  }
  const origin = [...layer.origin, ...affine.origin];
  return { ...layer, ...scaled, bias, biasError: nullIfZero(error), origin };
}
