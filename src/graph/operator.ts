import type { Relaxation } from '../activations/activation.js';
import type { Constants } from '../engine/outward.js';
import type { GraphNode } from './graph.js';
import type { ProductChoice } from './nodes/product-lines.js';
import type { PoolingChoice } from './nodes/window-relaxation.js';
import type { RowBlock } from './row-block.js';
import type { SingleConstants } from './singles.js';

/** The lp ball that values of the input lie in, beside their bounds: |(x - centre) / weights|_p <= epsilon; null weights: all one. */
export interface InputBall {
  readonly norm: 'l1' | 'l2';
  readonly centre: Float64Array;
  readonly epsilon: number;
  readonly weights: Float64Array | null;
  /** Whether the bounds cut anything off the ball. */
  readonly isCut: boolean;
}

/** Enclosure of a node's value over a region, element by element, rounded outward. */
export interface Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Numbers near the values, set when the node is first bounded: coefficients in singles refer to the distance from them. */
  readonly anchor: Float64Array;
  /** Of the input alone. */
  ball?: InputBall | null;
}

/** One of the two axes of a map: lines, or columns. */
export type Axis = 'y' | 'x';

/**
 * The part of an input's axis that a window of the output depends on, clipped to the map and never empty. `phase` is whatever
 * relative alignment the operator's backward step needs; rows with equal sizes and phases can share a block.
 */
export interface Reach {
  readonly start: number;
  readonly size: number;
  readonly phase: number;
}

/** Choices of a bound computation that an operator needs to know. */
export interface BoundSettings {
  readonly relaxation: Relaxation;
  /** Lines of max-pool windows. */
  readonly pooling: PoolingChoice;
  /** Planes of products. */
  readonly product: ProductChoice;
  /**
   * gamma_N for the bias of a row, N = the most roundings that a term of it goes through (docs/soundness.md): every operator adds
   * `biasGamma * |intercept|` to its uncertainty.
   */
  readonly biasGamma: number;
}

/**
 * All rules of one node of the layer graph, made ready for one engine. An operator owns the arrays that depend on the region
 * (lines, uncertainty); they are overwritten by the next `bound` or `linearize`, so one operator serves one computation at a time.
 */
export interface Operator {
  readonly node: GraphNode;
  /** Number of stored parameters, for `inspect`. */
  readonly parameters: number;
  /** Upper bound of the number of terms summed into one coefficient by the backward step. */
  readonly fanOut: number;
  /** The value of the node at a point. */
  evaluate(inputs: readonly Float64Array[], output: Float64Array): void;
  /** Interval rule, rounded outward; also prepares lines and uncertainty for `backward`. Throws NumericalError on overflow. */
  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void;
  /** Chooses the lines of `backward` anew for the bounds of the last `bound`; operators without a choice do not have it. */
  relax?(inputs: readonly Bounds[], settings: BoundSettings): void;
  /**
   * Takes for each element, of the lines of several choices, the lower one that is highest and the upper one that is lowest where the inputs have
   * these values (any numbers: every mix is sound). Bounds are those of the last `bound`.
   */
  mix?(inputs: readonly Bounds[], values: readonly Float64Array[], choices: readonly BoundSettings[]): void;
  /**
   * Prepares `backward` for rows in singles, after `bound` or `relax`. The anchors of the inputs are set, and that of the output too, to
   * the middles of its bounds; an operator may move it. `constants`: per input, those of its operator where nothing else reads the input. An
   * operator may add them to rows itself, and then says so when it delivers to that input (`RowBlock.deliver`).
   */
  prepareSingles(inputs: readonly Bounds[], output: Bounds, biasGamma: number, constants: readonly (SingleConstants | null)[]): void;
  /**
   * Prepares `backward` for rows in doubles, after `bound`, and anew when the bounds of the value are others. `constants`: per input, those of its operator where nothing else reads the input; as for `prepareSingles`.
   */
  prepareDoubles?(constants: readonly (Constants | null)[], biasGamma: number): void;
  /** What `backward` adds to rows in doubles beside coefficients, where that is all; those that have it heed `RowWindow.hasConstants`. */
  readonly constants?: Constants | null;
  /** What `backward` adds to rows in singles beside coefficients, where that is all; those that have it heed `RowWindow.hasConstants`. */
  readonly singleConstants?: SingleConstants | null;
  /** Prepares `backward` to be the vector-Jacobian product at a point. */
  linearize(inputs: readonly Float64Array[]): void;
  /** What a window [start, start + size) of the output needs of an input. */
  reach(input: number, axis: Axis, start: number, size: number): Reach;
  /** Takes the coefficients over the output from the block and delivers those over the inputs; adds to bias and error. */
  backward(block: RowBlock): void;
}
