import { type ConvNode, type Graph, type GraphNode, mapSize, type SparseNode } from '../graph.js';
import { firstMatch, redirect, sourceOf } from './edit.js';

/** Removes nodes that change nothing: empty affines, 1x1 depthwise convolutions of ones, gathers of everything in order. */
export function removeIdentity(graph: Graph): Graph | null {
  return firstMatch(graph, (node) => {
    const source = sourceOf(graph, node);
    return source !== undefined && sameShape(node, source) && isIdentity(node) ? redirect(graph, node.id, source.id) : null;
  });
}

function sameShape({ shape: a }: GraphNode, { shape: b }: GraphNode): boolean {
  return a.height === b.height && a.width === b.width && a.channels === b.channels;
}

function isIdentity(node: GraphNode): boolean {
  switch (node.kind) {
    case 'affine':
      return node.scale === null && node.shift === null && node.biasError === null;
    case 'conv':
      return isIdentityKernel(node) && node.strideY === 1 && node.strideX === 1 && node.padTop === 0 && node.padLeft === 0;
    case 'sparse':
      return isIdentityGather(node);
    default:
      return false;
  }
}

/** A 1x1 depthwise convolution of ones without bias: padding, cropping, striding, or nothing. */
export function isIdentityKernel(node: ConvNode): boolean {
  const small =
    node.kernelHeight === 1 && node.kernelWidth === 1 && node.groups === node.shape.channels && node.weights.length === node.groups;
  return small && node.bias === null && node.biasError === null && node.weightUnits === 0 && node.weights.every((weight) => weight === 1);
}

function isIdentityGather(node: SparseNode): boolean {
  if (node.weights !== null || node.weightUnits !== 0 || node.bias !== null || node.biasError !== null) return false;
  return node.indices.length === mapSize(node.shape) && node.indices.every((value, i) => value === i && node.starts[i] === i);
}
