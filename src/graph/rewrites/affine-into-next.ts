import { ETA, gamma } from '../../engine/rounding.js';
import { nullIfZero, productError, upward } from '../folded.js';
import { type AffineNode, type ConvNode, type DenseNode, type Graph, type GraphNode, mapSize } from '../graph.js';
import { firstMatch, replaceNode, sourceOf, useCounts } from './edit.js';
import { constantsOf, type Elements, unitError } from './elements.js';
import { scaleWeights } from './scaled-weights.js';

/**
 * Folds an affine (mean and standard deviation of the input) into the layer that alone reads it: W (s x + t) + b = (W s) x + (b + W t).
 * Into a convolution only with one scale and shift a channel, and with a shift only if no tap reads padding: there the affine's
 * output is 0, not t.
 */
export function affineIntoNext(graph: Graph): Graph | null {
  const uses = useCounts(graph);
  return firstMatch(graph, (node) => {
    if (node.kind !== 'conv' && node.kind !== 'dense') return null;
    const affine = sourceOf(graph, node);
    if (affine?.kind !== 'affine' || uses[affine.id] !== 1) return null;
    const folded = fold(affine, node);
    return folded === null ? null : replaceNode(graph, folded);
  });
}

function fold(affine: AffineNode, layer: ConvNode | DenseNode): GraphNode | null {
  const { scale, shift } = constantsOf(affine);
  const longest = layer.kind === 'conv' ? affine.shape.channels : mapSize(affine.shape);
  if (scale.length > longest || shift.length > longest) return null;
  const shifts = affine.shift !== null || affine.biasError !== null;
  if (shifts && layer.kind === 'conv' && readsPadding(layer, affine)) return null;
  const inputOf = inputElement(layer);
  const scaled =
    affine.scale === null
      ? { weights: layer.weights, weightUnits: layer.weightUnits }
      : scaleWeights(layer.weights, layer.weightUnits, (i) => scale.value(inputOf(i)), affine.weightUnits);
  if (scaled === null) return null;
  const bias = shifts ? shiftedBias(layer, shift, inputOf) : { bias: layer.bias, biasError: layer.biasError };
  return { ...layer, ...scaled, ...bias, inputs: affine.inputs, origin: [...affine.origin, ...layer.origin] };
}

/** The element (dense) or channel (conv) of the input that weight i multiplies. */
function inputElement(layer: ConvNode | DenseNode): (weight: number) => number {
  const perOutput = layer.weights.length / layer.shape.channels;
  if (layer.kind === 'dense') return (i) => i % perOutput;
  const perGroup = perOutput / (layer.kernelHeight * layer.kernelWidth);
  const outPerGroup = layer.shape.channels / layer.groups;
  return (i) => Math.floor(Math.floor(i / perOutput) / outPerGroup) * perGroup + (i % perGroup);
}

function readsPadding(conv: ConvNode, { shape }: AffineNode): boolean {
  const endY = (conv.shape.height - 1) * conv.strideY + (conv.kernelHeight - 1) * conv.dilationY + 1 - conv.padTop;
  const endX = (conv.shape.width - 1) * conv.strideX + (conv.kernelWidth - 1) * conv.dilationX + 1 - conv.padLeft;
  return conv.padTop > 0 || conv.padLeft > 0 || endY > shape.height || endX > shape.width;
}

/** b + W t, with gamma_n |W||t| and what W, t and b bring along. */
function shiftedBias(layer: ConvNode | DenseNode, shift: Elements, inputOf: (weight: number) => number) {
  const channels = layer.shape.channels;
  const terms = layer.weights.length / channels;
  const bias = new Float64Array(channels);
  const error = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    let sum = layer.bias?.[c] ?? 0;
    let magnitude = Math.abs(sum);
    let inherited = layer.biasError?.[c] ?? 0;
    for (let i = c * terms; i < (c + 1) * terms; i++) {
      const weight = layer.weights[i] ?? NaN;
      const t = shift.value(inputOf(i));
      sum += weight * t;
      magnitude += Math.abs(weight * t);
      inherited += productError(weight, unitError(layer.weightUnits, weight), t, shift.error(inputOf(i)));
    }
    bias[c] = sum;
    error[c] = magnitude === 0 && inherited === 0 ? 0 : withSummation(terms, magnitude, inherited);
  }
  return { bias, biasError: nullIfZero(error) };
}

/** The sums of magnitudes are themselves off by gamma_n at most. */
function withSummation(terms: number, magnitude: number, inherited: number): number {
  const loose = 1 + 2 * gamma(terms + 8);
  return upward((inherited + gamma(terms + 4) * magnitude + terms * ETA) * loose);
}
