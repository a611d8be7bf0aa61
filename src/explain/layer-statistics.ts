import { NumericalError } from '../errors.js';
import type { ConvNode } from '../graph/graph.js';
import type { Certified } from './certified-channels.js';
import type { ConvLayer } from './layers.js';
import type { Moments } from './moments.js';
import type { ChannelStatistics } from './result.js';

/** Channels whose mean is below this are not selected (Lengerich et al. 2017). */
const WEAK_MEAN = 0.1;

/** What the copies tell of each channel of a layer; `clean`: its sampled value at the input itself. Throws NumericalError `NON_FINITE_VALUE`. */
export function layerStatistics(
  layer: ConvLayer,
  moments: Moments,
  clean: Float64Array,
  certified: readonly Certified[] | null,
): ChannelStatistics[] {
  const { height, width, channels } = layer.shape;
  const weights = (channel: number): Float64Array => filterOf(layer.conv, channel);
  return Array.from({ length: channels }, (_, channel) => {
    const elements = Array.from({ length: height * width }, (_position, position) => position * channels + channel);
    const proved = certified?.[channel] ?? null;
    const mean = meanOf(elements.map((k) => moments.mean(k)));
    // What is proved not to vary varies by rounding only.
    const dead = proved?.dead === true;
    const correlations = dead ? [] : elements.map((k) => moments.correlation(k)).filter((correlation) => correlation !== null);
    const variance = dead ? 0 : meanOf(elements.map((k) => moments.variance(k)));
    const statistics = {
      channel,
      mean,
      minimum: elements.reduce((least, k) => Math.min(least, moments.minimum(k)), Infinity),
      maximum: elements.reduce((most, k) => Math.max(most, moments.maximum(k)), -Infinity),
      correlation: correlations.length === 0 ? null : meanOf(correlations),
      precision: 1 / variance,
      weak: mean < WEAK_MEAN,
      weightSum: sumOf(weights(channel)),
      weightVariance: varianceOf(weights(channel)),
      activationSum: sumOf(elements.map((k) => clean[k] ?? NaN)),
      activationVariance: varianceOf(elements.map((k) => clean[k] ?? NaN)),
      certified: proved,
    };
    requireFinite(layer.name, channel, { ...statistics, variance, precision: 0 });
    return statistics;
  });
}

/** NaN would be taken for a precision that is infinite. */
function requireFinite(layer: string, channel: number, statistics: object): void {
  for (const [name, value] of Object.entries(statistics)) {
    if (typeof value !== 'number' || Number.isFinite(value)) continue;
    throw new NumericalError('NON_FINITE_VALUE', `channel ${channel} of '${layer}': its ${name} is ${value}`, {
      hint: 'values or their squares are too large for double precision: choose linf or l2 with a small epsilon, or check the weights',
    });
  }
}

/** The weights of the filter of one output channel. */
function filterOf({ weights, shape }: ConvNode, channel: number): Float64Array {
  const size = weights.length / shape.channels;
  return weights.subarray(channel * size, (channel + 1) * size);
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k] ?? NaN;
  return sum;
}

function meanOf(values: ArrayLike<number>): number {
  return sumOf(values) / values.length;
}

/** Of the population. */
function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  return meanOf(Array.from(values, (value) => (value - mean) * (value - mean)));
}
