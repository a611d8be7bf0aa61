import type { Program } from '../graph/program.js';
import { BackProjection, type Patch } from './back-projection.js';
import { certifiedChannels, type MapBounds } from './certified-channels.js';
import type { ConvLayer } from './layers.js';
import { layerStatistics } from './layer-statistics.js';
import type { Moments } from './moments.js';
import type { ChannelStatistics, LayerExplanation, SelectionOverlap } from './result.js';
import { largest, type Metric, METRICS, overlap } from './selection.js';

type Selections = Readonly<Record<Metric, readonly number[]>>;

/** Puts together what is known of a layer. The program must have evaluated the input itself last, and be linearized there. */
export function explainLayer(
  program: Program,
  layer: ConvLayer,
  moments: Moments,
  bounds: MapBounds | null,
  top: number,
): LayerExplanation {
  const values = Float64Array.from(program.valuesOf(layer.sampled));
  const certified = bounds === null ? null : certifiedChannels(bounds, layer.shape);
  const channels = layerStatistics(layer, moments, values, certified);
  const selections = select(channels, top);
  const { name, op, activation, shape } = layer;
  return {
    name,
    op,
    activation,
    height: shape.height,
    width: shape.width,
    channels,
    selections,
    overlaps: overlapsOf(selections),
    patches: patchesOf(program, layer, selections, values),
    values,
  };
}

function select(channels: readonly ChannelStatistics[], top: number): Selections {
  const by = (metric: Metric): number[] => {
    return largest(
      channels.map((channel) => (channel.weak ? null : channel[metric])),
      top,
    );
  };
  return {
    correlation: by('correlation'),
    precision: by('precision'),
    weightSum: by('weightSum'),
    weightVariance: by('weightVariance'),
    activationSum: by('activationSum'),
    activationVariance: by('activationVariance'),
  };
}

/** Of each of the two metrics with everything after it. */
function overlapsOf(selections: Selections): SelectionOverlap[] {
  return (['correlation', 'precision'] as const).flatMap((first) =>
    METRICS.slice(METRICS.indexOf(first) + 1).map((second) => ({
      metrics: [first, second] as const,
      ...overlap(selections[first], selections[second]),
    })),
  );
}

function patchesOf(program: Program, { conv, shape }: ConvLayer, selections: Selections, values: Float64Array): Patch[] {
  const chosen = [...new Set([...selections.correlation, ...selections.precision])].sort((a, b) => a - b);
  if (chosen.length === 0) return [];
  const projection = new BackProjection(program, conv.id);
  return chosen.map((channel) => {
    let strongest = channel;
    for (let k = channel; k < values.length; k += shape.channels) if ((values[k] ?? NaN) > (values[strongest] ?? NaN)) strongest = k;
    const position = Math.floor(strongest / shape.channels);
    return projection.patch(channel, Math.floor(position / shape.width), position % shape.width, values[strongest] ?? NaN);
  });
}
