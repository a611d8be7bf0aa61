import type { Activation } from '../activations/activation.js';

/**
 * The layer graph: what every ONNX model is lowered to. Values are maps, channels last `[y][x][c]`; a flat vector is 1 x 1 x n.
 * Batch is always one and not part of a shape. Nodes are in topological order, `nodes[i].id === i`, node 0 is the input.
 */
export interface MapShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** One ONNX node that went into a layer-graph node. */
export interface Origin {
  readonly name: string;
  readonly op: string;
}

interface NodeBase {
  readonly id: number;
  readonly inputs: readonly number[];
  readonly shape: MapShape;
  /** The chain of ONNX nodes this one came from, in order of the data flow. */
  readonly origin: readonly Origin[];
}

/** The value of the input, a tensor of one item. */
export interface InputNode extends NodeBase {
  readonly kind: 'input';
}

/**
 * What linear nodes know about the rounding of their own constants (folding batch normalisation, 1/9 of an average pool): each
 * true weight differs from the stored one by at most `weightUnits * u * |stored|`, each true bias by at most biasError.
 */
interface FoldedConstants {
  /** 0 for weights taken as they are. */
  readonly weightUnits: number;
  /** Absolute, like `bias`; null: exact. */
  readonly biasError: Float64Array | null;
}

/** Pads may be negative (cropping): the input starts at -padTop. */
export interface ConvNode extends NodeBase, FoldedConstants {
  readonly kind: 'conv';
  /** `[outChannel][ky][kx][inChannel / groups]`. */
  readonly weights: Float64Array;
  /** Per output channel; null: zero. */
  readonly bias: Float64Array | null;
  readonly groups: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
  readonly padTop: number;
  readonly padLeft: number;
}

/** Fully connected on the whole input map; the output is 1 x 1 x out. Weights `[out][in]`, in = flat `[y][x][c]` of the input. */
export interface DenseNode extends NodeBase, FoldedConstants {
  readonly kind: 'dense';
  readonly weights: Float64Array;
  readonly bias: Float64Array | null;
}

/** Elementwise `scale * x + shift`, each one of: length 1, per channel, per element. null: 1 and 0. */
export interface AffineNode extends NodeBase, FoldedConstants {
  readonly kind: 'affine';
  readonly scale: Float64Array | null;
  readonly shift: Float64Array | null;
}

/** Any other linear map: output k = sum of weights[e] * input[indices[e]], e in [starts[k], starts[k + 1]), + bias[k]. */
export interface SparseNode extends NodeBase, FoldedConstants {
  readonly kind: 'sparse';
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  /** null: all ones (a gather). */
  readonly weights: Float64Array | null;
  readonly bias: Float64Array | null;
}

/** Sum of two or more inputs of the same shape, each times +1 or -1. */
export interface AddNode extends NodeBase {
  readonly kind: 'add';
  readonly signs: readonly (1 | -1)[];
}

/** Concatenation along channels of inputs with equal height and width. */
export interface ConcatNode extends NodeBase {
  readonly kind: 'concat';
}

/** Channels [start, start + shape.channels) of the input. */
export interface ChannelSliceNode extends NodeBase {
  readonly kind: 'channel-slice';
  readonly start: number;
}

/** Elementwise activation; `functions` has one entry, one per channel (PRelu), or one per element. */
export interface ActivationNode extends NodeBase {
  readonly kind: 'activation';
  readonly functions: readonly Activation[];
}

/** Maximum over a window; positions in the padding take no part. Every window holds at least one position. */
export interface MaxPoolNode extends NodeBase {
  readonly kind: 'max-pool';
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
  readonly padTop: number;
  readonly padLeft: number;
}

/** Elementwise product of its two inputs, both of the node's shape. */
export interface ProductNode extends NodeBase {
  readonly kind: 'product';
}

/** A node of the graph, by kind. */
export type GraphNode =
  | InputNode
  | ConvNode
  | DenseNode
  | AffineNode
  | SparseNode
  | AddNode
  | ConcatNode
  | ChannelSliceNode
  | ActivationNode
  | MaxPoolNode
  | ProductNode;

/** What the ONNX side looked like. */
export interface TensorInfo {
  readonly name: string;
  /** Shape with the batch bound to 1, as the file has it. */
  readonly shape: readonly number[];
}

/** How the noise of a graph's noisy units is taken (see `withNoise`). */
export interface GraphNoise {
  readonly mode: 'expectation' | 'worst' | 'seed';
  /** Noisy units: elements of the maps of noisy activations. */
  readonly units: number;
  /** In mode `worst`: every draw xi with |xi| <= k is covered. */
  readonly k?: number;
  /** In mode `worst`: the share of all joint draws that lie within k, (2 Phi(k) - 1)^units. */
  readonly coverage?: number;
  /** In mode `seed`. */
  readonly seed?: number;
}

/** What a model computes from one input: nodes in order, each behind its inputs, on maps `[y][x][c]`. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly input: TensorInfo;
  /**
   * Layout of the input: element i of the internal `[y][x][c]` vector of node 0 is element inputLayout[i] of the row-major ONNX
   * tensor. null: the same order.
   */
  readonly inputLayout: Int32Array | null;
  /** Node that holds the output. */
  readonly outputNode: number;
  readonly output: TensorInfo;
  /** Element i of the row-major ONNX output is element outputLayout[i] of the output node's vector. null: the same order. */
  readonly outputLayout: Int32Array | null;
  /** What was stripped from the end of the model, so that bounds are on the logits: `softmax`, `log-softmax`, `argmax`, `hardmax`, `sigmoid`. */
  readonly stripped: readonly string[];
  /** Things the user should be told (outputs stripped, inputs fixed). One sentence each. */
  readonly notices: readonly string[];
  readonly opset: number;
  /** Absent where there are no noisy units. */
  readonly noise?: GraphNoise;
}

/** Number of elements of a map. */
export function mapSize(shape: MapShape): number {
  return shape.height * shape.width * shape.channels;
}
