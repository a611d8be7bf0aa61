import type { Certified } from './certified-channels.js';
import type { Patch } from './back-projection.js';
import type { Perturbation } from './perturb/perturber.js';
import type { Metric, Overlap } from './selection.js';
import type { Score } from './score.js';

/** What is known of a channel. Values are those of the sampled quantity, over all its positions and all copies. */
export interface ChannelStatistics {
  readonly channel: number;
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Mean over the positions of |Pearson correlation| with the score of the class, positions that do not vary left out; null: none varies. */
  readonly correlation: number | null;
  /** 1 / mean over the positions of the population variance; Infinity: no position varies. */
  readonly precision: number;
  /** The mean is below 0.1: never selected. */
  readonly weak: boolean;
  /** Sum and population variance of the weights of the channel's filter, after lowering (batch normalisation may be folded in). */
  readonly weightSum: number;
  readonly weightVariance: number;
  /** Sum and population variance over the positions, at the input itself. */
  readonly activationSum: number;
  readonly activationVariance: number;
  /** Over the region that holds all copies; null: there is none, or its bounds overflow. */
  readonly certified: Certified | null;
}

/** A selection of one layer compared with another. */
export interface SelectionOverlap extends Overlap {
  readonly metrics: readonly [Metric, Metric];
}

/** The channels of one convolution. */
export interface LayerExplanation {
  /** Of the ONNX node. */
  readonly name: string;
  readonly op: string;
  /** Of the sampled map. */
  readonly height: number;
  readonly width: number;
  /** Name of the activation that is part of the sampled quantity; null: the value of the convolution is sampled. */
  readonly activation: string | null;
  readonly channels: readonly ChannelStatistics[];
  /** Channels with the largest values of each metric, the largest first. */
  readonly selections: Readonly<Record<Metric, readonly number[]>>;
  /** Of correlation and precision with each other and with every baseline. */
  readonly overlaps: readonly SelectionOverlap[];
  /** Back-projections of the channels selected by correlation or precision, by channel. */
  readonly patches: readonly Patch[];
  /** The sampled quantity at the input itself, `[y][x][channel]`. */
  readonly values: Float64Array;
}

/** Why the neurons of a model are worth a look, for one input and one class. */
export interface NeuronExplanation {
  /** The class whose score is correlated with. */
  readonly class: number;
  /** What the model predicts for the input itself. */
  readonly prediction: number;
  readonly score: Score;
  readonly perturbation: Perturbation;
  readonly copies: number;
  readonly seed: number;
  readonly top: number;
  readonly layers: readonly LayerExplanation[];
  /** Why nothing is certified; null: it is. */
  readonly uncertified: string | null;
  /** The input in the internal order `[y][x][channel]`, and its shape. */
  readonly input: { readonly height: number; readonly width: number; readonly channels: number; readonly values: Float64Array };
}
