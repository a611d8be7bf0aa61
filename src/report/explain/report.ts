import type { ChannelStatistics, LayerExplanation, NeuronExplanation } from '../../explain/result.js';
import { encodeFloats } from '../details.js';
import { SCHEMA_VERSION } from '../schema-version.js';
import type { ChannelReport, ExplainReport, LayerReport } from './schema.js';

/** What an explanation does not know of itself. */
export type ExplainHead = Pick<ExplainReport, 'tool' | 'model' | 'data'> & {
  readonly settings: Omit<ExplainReport['settings'], 'perturbation' | 'copies' | 'seed' | 'top'>;
};

/** An explanation as it is reported. */
export function explainReport(explanation: NeuronExplanation, { tool, model, data, settings }: ExplainHead): ExplainReport {
  const { perturbation, copies, seed, top, prediction, score, uncertified, layers } = explanation;
  return {
    schemaVersion: SCHEMA_VERSION,
    tool,
    model,
    data,
    settings: { perturbation: { ...perturbation }, copies, seed, top, ...settings },
    prediction,
    class: explanation.class,
    score: { ...score, certified: score.certified === null ? null : { ...score.certified } },
    uncertified,
    layers: layers.map(layerReport),
  };
}

function layerReport({ name, op, height, width, activation, channels, selections, overlaps, patches }: LayerExplanation): LayerReport {
  const { correlation, precision, weightSum, weightVariance, activationSum, activationVariance } = selections;
  return {
    ...{ name, op, height, width, activation },
    channels: channels.map(channelReport),
    selections: {
      correlation: [...correlation],
      precision: [...precision],
      weightSum: [...weightSum],
      weightVariance: [...weightVariance],
      activationSum: [...activationSum],
      activationVariance: [...activationVariance],
    },
    overlaps: overlaps.map(({ metrics: [first, second], ...rest }) => ({ metrics: [first, second], ...rest })),
    patches: patches.map(({ crop, evidence, ...rest }) => ({ ...rest, crop: { ...crop }, evidence: encodeFloats(evidence) })),
  };
}

function channelReport({ precision, certified, ...rest }: ChannelStatistics): ChannelReport {
  const proved = certified === null ? null : { ...certified, precisionFloor: finite(certified.precisionFloor) };
  return { ...rest, precision: finite(precision), certified: proved };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
