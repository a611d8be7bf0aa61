import type { Activation } from '../activations/activation.js';
import { ModelError } from '../errors.js';
import type { ConvNode, Graph, GraphNode, MapShape } from '../graph/graph.js';

/** Which value of a channel is sampled: before or after the activation that follows the convolution. */
export type Quantity = 'before' | 'after';

/** A convolution of the file, and the value of its channels that is sampled. */
export interface ConvLayer {
  /** Of the ONNX node; `node K` where it has none. */
  readonly name: string;
  /** Type of the ONNX node. */
  readonly op: string;
  readonly conv: ConvNode;
  /** Node whose value is sampled: the convolution itself, or the activation after it. */
  readonly sampled: number;
  /** Name of the activation that is part of the sampled value; null: none is. */
  readonly activation: string | null;
  /** Of the sampled value. */
  readonly shape: MapShape;
}

/**
 * The convolutions of a model after lowering, in order: grouped and transposed ones too, but no pooling that is carried out as one. With `after` the value sampled is that of
 * the activation that alone reads the convolution (per-channel scales in between are passed); where there is none, as before the sum of a residual block, it is the convolution's own.
 *
 * @throws ModelError `NO_CONV_LAYERS`.
 */
export function convLayers(graph: Graph, quantity: Quantity): ConvLayer[] {
  const convolutions = graph.nodes.filter((node): node is ConvNode => node.kind === 'conv' && isConvolution(node));
  if (convolutions.length > 0) return convolutions.map((conv) => layerOf(graph, conv, quantity));
  throw new ModelError('NO_CONV_LAYERS', 'the model has no convolution: its neurons have no channels to choose from', {
    hint: 'give a model with Conv nodes; cnn-cert inspect shows what a model is made of',
  });
}

const CONVOLUTION = /conv/i;

function isConvolution({ origin }: ConvNode): boolean {
  return origin.length === 0 || origin.some(({ op }) => CONVOLUTION.test(op));
}

function layerOf(graph: Graph, conv: ConvNode, quantity: Quantity): ConvLayer {
  const origin = conv.origin.find(({ op }) => CONVOLUTION.test(op));
  const follower = quantity === 'after' ? activationAfter(graph, conv) : null;
  return {
    name: origin === undefined || origin.name === '' ? `node ${conv.id}` : origin.name,
    op: origin?.op ?? 'Conv',
    conv,
    sampled: follower?.id ?? conv.id,
    activation: follower?.name ?? null,
    shape: conv.shape,
  };
}

function activationAfter(graph: Graph, from: GraphNode): { readonly id: number; readonly name: string } | null {
  const readers = graph.nodes.filter(({ inputs }) => inputs.includes(from.id));
  const [reader] = readers;
  if (reader === undefined || readers.length > 1 || from.id === graph.outputNode) return null;
  if (reader.kind === 'affine') return activationAfter(graph, reader);
  return reader.kind === 'activation' ? { id: reader.id, name: nameOf(reader.functions) } : null;
}

function nameOf(functions: readonly Activation[]): string {
  return [...new Set(functions.map(({ name }) => name))].join(', ');
}
