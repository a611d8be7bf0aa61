import type { ConvNode, Graph } from '../graph.js';
import { firstMatch, replaceNode, sourceOf, useCounts } from './edit.js';
import { isIdentityKernel } from './remove-identity.js';

/**
 * Merges zero padding (an identity convolution with pads) into the convolution after it, its only reader: both read zeros there.
 * A crop is merged only where the convolution itself does not reach past the cropped edge.
 */
export function mergePad(graph: Graph): Graph | null {
  const uses = useCounts(graph);
  return firstMatch(graph, (node) => {
    if (node.kind !== 'conv') return null;
    const pad = sourceOf(graph, node);
    if (pad?.kind !== 'conv' || uses[pad.id] !== 1 || pad.strideY !== 1 || pad.strideX !== 1 || !isIdentityKernel(pad)) return null;
    const source = sourceOf(graph, pad);
    if (source === undefined || !fits(pad, node, source.shape)) return null;
    const merged: ConvNode = {
      ...node,
      inputs: pad.inputs,
      origin: [...pad.origin, ...node.origin],
      padTop: pad.padTop + node.padTop,
      padLeft: pad.padLeft + node.padLeft,
    };
    return replaceNode(graph, merged);
  });
}

function fits(pad: ConvNode, conv: ConvNode, input: { height: number; width: number }): boolean {
  const y = { stride: conv.strideY, reach: (conv.kernelHeight - 1) * conv.dilationY + 1, begin: conv.padTop };
  const x = { stride: conv.strideX, reach: (conv.kernelWidth - 1) * conv.dilationX + 1, begin: conv.padLeft };
  const endY = (conv.shape.height - 1) * y.stride + y.reach - y.begin - pad.shape.height;
  const endX = (conv.shape.width - 1) * x.stride + x.reach - x.begin - pad.shape.width;
  const padBottom = pad.shape.height - input.height - pad.padTop;
  const padRight = pad.shape.width - input.width - pad.padLeft;
  const sides: readonly (readonly [number, number])[] = [
    [pad.padTop, conv.padTop],
    [pad.padLeft, conv.padLeft],
    [padBottom, endY],
    [padRight, endX],
  ];
  return sides.every(([outer, inner]) => outer >= 0 || inner <= 0);
}
