import { z } from 'zod';
import { noiseSchema } from '../noise-schema.js';
import { SCHEMA_VERSION } from '../schema-version.js';

const count = z.int().nonnegative();
const interval = z.object({ lower: z.number(), upper: z.number() });
const channels = z.array(count);

const channel = z.object({
  channel: count,
  mean: z.number().describe('Of the sampled quantity, over positions and copies'),
  minimum: z.number(),
  maximum: z.number(),
  correlation: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe(
      'Mean over the positions of |Pearson correlation| with the score over the copies; null: no position varies, or the score does not',
    ),
  precision: z
    .number()
    .nullable()
    .describe('1 / mean over the positions of the population variance over the copies; null: infinite, no position varies'),
  weak: z.boolean().describe('The mean is below 0.1: never selected'),
  weightSum: z.number().describe('Of the filter after lowering: batch normalisation may be folded in'),
  weightVariance: z.number(),
  activationSum: z.number().describe('Over the positions, at the input itself'),
  activationVariance: z.number(),
  certified: interval
    .extend({
      precisionFloor: z
        .number()
        .nullable()
        .describe('Proved: the precision over any copies inside the region is not below; null: infinite'),
      dead: z.boolean().describe('Proved: 0 at every position for every input of the region'),
    })
    .nullable()
    .describe('Proved: no value is outside [lower, upper], for no input of the region; null: nothing is proved'),
});

const metric = z.enum(['correlation', 'precision', 'weightSum', 'weightVariance', 'activationSum', 'activationVariance']);

const layer = z.object({
  name: z.string().describe('Of the ONNX node'),
  op: z.string(),
  height: count,
  width: count,
  activation: z.string().nullable().describe('Part of the sampled quantity; null: the value of the convolution itself is sampled'),
  channels: z.array(channel),
  selections: z.object({
    correlation: channels,
    precision: channels,
    weightSum: channels,
    weightVariance: channels,
    activationSum: channels,
    activationVariance: channels,
  }),
  overlaps: z.array(
    z.object({
      metrics: z.tuple([metric, metric]),
      same: count,
      authors: z.number().nullable().describe('same / (|A| + |B|), at most 0.5; null: both are empty'),
      jaccard: z.number().nullable(),
    }),
  ),
  patches: z
    .array(
      z.object({
        channel: count,
        y: count.describe('Where the channel is strongest at the input itself'),
        x: count,
        value: z.number(),
        crop: z
          .object({ top: count, left: count, height: count, width: count })
          .describe('What the position depends on, in the map of the input'),
        evidence: z.string().describe('Base64 of little-endian float32, [y][x][channel] of the crop'),
      }),
    )
    .describe('Back-projections of the channels that correlation or precision selected'),
});

/** The result of `cnn-cert explain`, as scripts read it. The same command gives the same bytes. */
export const explainReportSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.object({ name: z.literal('cnn-cert'), version: z.string() }),
    model: z.object({
      path: z.string(),
      sha256: z.string(),
      opset: z.int(),
      inputShape: z.array(z.int()),
      classes: z.int().min(2),
      stripped: z.array(z.string()),
      notices: z.array(z.string()),
      noise: noiseSchema.optional(),
    }),
    data: z.object({
      path: z.string(),
      kind: z.string(),
      items: z.int(),
      index: count,
      name: z.string().optional().describe('File of the image'),
      label: count.nullable(),
    }),
    settings: z.object({
      perturbation: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('authors') }),
        z.object({ kind: z.literal('linf'), epsilon: z.number() }),
        z.object({ kind: z.literal('l2'), epsilon: z.number() }),
        z.object({ kind: z.literal('mask'), value: z.number() }),
      ]),
      copies: z.int().min(2),
      seed: count,
      top: z.int().min(1),
      quantity: z.enum(['before', 'after']).describe('Whether values are taken before or after the activation that follows a convolution'),
      clip: z.tuple([z.number(), z.number()]).optional(),
      mean: z.array(z.number()).optional(),
      std: z.array(z.number()).optional(),
      scale: z.number().optional(),
    }),
    prediction: count,
    class: count.describe('Whose score is correlated with'),
    score: z
      .object({
        value: z.number().describe('At the input itself'),
        mean: z.number(),
        minimum: z.number(),
        maximum: z.number(),
        certified: interval.nullable(),
      })
      .describe('Softmax of the class'),
    uncertified: z.string().nullable().describe('Why nothing is proved'),
    layers: z.array(layer),
  })
  .meta({ title: 'Result of cnn-cert explain' });

/** The result of an explanation. */
export type ExplainReport = z.infer<typeof explainReportSchema>;
/** One convolution of it. */
export type LayerReport = ExplainReport['layers'][number];
/** One channel of it. */
export type ChannelReport = LayerReport['channels'][number];

/** The JSON Schema that the package ships as schemas/explain-result.schema.json. */
export function explainJsonSchema(): object {
  return z.toJSONSchema(explainReportSchema, { io: 'input' });
}
