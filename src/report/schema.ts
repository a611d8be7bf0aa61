import { z } from 'zod';
import { detailsSchema } from './details-schema.js';
import { failureSchema } from './failure-schema.js';
import { machineSchema } from './machine-schema.js';
import { noiseSchema } from './noise-schema.js';
import { SCHEMA_VERSION } from './schema-version.js';

const index = z.int().nonnegative();
const seconds = z.number().nonnegative();
const radius = z.number().nonnegative();

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const model = z.object({
  path: z.string(),
  sha256,
  opset: z.int(),
  inputShape: z.array(z.int()),
  classes: z.int().min(2),
  stripped: z.array(z.string()).describe('Final operators that were taken off: bounds are on the logits before them'),
  notices: z.array(z.string()),
});

const data = z.object({
  path: z.string(),
  kind: z.string(),
  items: z.int().describe('Items in the file, whether or not they were chosen'),
  labels: z.enum(['given', 'prediction']).describe("'prediction': there were none, and the model's own decision is certified"),
  sha256: sha256.optional().describe('Of the values and labels of all inputs that were chosen, those of other shards too'),
  range: z.tuple([z.number(), z.number()]).nullable().describe('Smallest and largest value of the chosen inputs, in their own units'),
});

const settings = z.object({
  norm: z.enum(['l1', 'l2', 'linf']),
  method: z.enum(['interval', 'crown-interval', 'cnn-cert']),
  relaxation: z.enum(['adaptive', 'fastlin']),
  epsilon: z.number().optional().describe('Verdict at this epsilon'),
  precision: z.number().optional().describe('Relative precision of the certified radius'),
  clip: z.tuple([z.number(), z.number()]).optional(),
  epsilonWeights: z.string().optional().describe('File of the weights of the ball'),
  mean: z.array(z.number()).optional(),
  std: z.array(z.number()).optional(),
  scale: z.number().optional(),
  target: z.union([z.enum(['all', 'runner-up', 'least-likely', 'random']), index]),
  threshold: z.number().optional().describe('Of a binary model of one output, on the probability'),
  attack: z.boolean(),
  timeoutSeconds: z.number().optional().describe('Per input'),
  maxMemory: z.int().optional().describe('Bytes that the run was to stay below'),
  noise: noiseSchema.optional(),
  kernel: z.enum(['f64', 'f32', 'auto']).describe('Arithmetic of intermediate bounds'),
  threads: z.int().min(1),
});

const margin = z.object({
  class: index,
  lower: z.number().nullable().describe('Proved: logit[label] - logit[class] is nowhere below this in the ball; null: nothing is proved'),
  upper: z.number().optional().describe('Reached: an attack found a point of the ball with this margin'),
});

const input = z.object({
  index: index.describe('Position in the data'),
  name: z.string().optional().describe('File of the image'),
  label: index.nullable().describe('null: neither given nor predicted'),
  prediction: index.nullable(),
  status: z.enum(['ok', 'misclassified', 'timeout', 'error']),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
  cleanMargin: z.number().nullable().describe('Smallest logit[label] - logit[class] at the input itself'),
  limitingClass: index.nullable(),
  seconds: seconds.describe('Wall time'),
  cpuSeconds: seconds.nullable().describe('With one thread; else null'),
  evaluations: z.int().nonnegative().describe('Bound computations made'),
  verdict: z.enum(['certified', 'falsified', 'unknown']).optional().describe('With an epsilon'),
  margins: z.array(margin).optional().describe('With an epsilon'),
  verdicts: z
    .array(z.object({ epsilon: radius, verdict: z.enum(['certified', 'falsified', 'unknown']) }))
    .optional()
    .describe('With radii, at the epsilons that a gate asks about'),
  counterexample: z
    .object({ class: index, margin: z.number(), path: z.string().optional().describe('.npy file of the point') })
    .optional()
    .describe('A point of the ball that the model puts into another class'),
  certifiedRadius: radius.nullable().optional().describe('Without an epsilon: proved; 0 when misclassified, null when it did not run'),
  attackedRadius: radius.nullable().optional().describe('Without an epsilon: a counterexample lies at this distance; null: none found'),
  radiusUnbounded: z.literal(true).optional().describe('Certified at every epsilon that fits the range'),
  details: detailsSchema.optional(),
  cached: z.literal(true).optional().describe('Taken from the cache: times are those of the run that computed it'),
});

const shard = z.object({
  index: z.int().min(1),
  count: z.int().min(1),
  inputs: z.int().describe('Of the whole run'),
  details: z.int().nonnegative().optional().describe('Most inputs with details (--details), of which merge keeps what one run would have'),
  run: sha256.describe('Equal for all shards of a run: of the model, the settings and the data'),
});

const partial = z.object({
  shards: z.array(z.int()).describe('Shards that were merged'),
  missing: z.array(z.int()).describe('Shards that were not given'),
});

const summary = z.object({
  inputs: z.int(),
  correct: z.int(),
  cleanAccuracy: z.number().nullable(),
  certified: z.int().describe('Inputs certified at the epsilon, or with a radius above 0'),
  certifiedAccuracy: z.array(z.object({ epsilon: z.number(), value: z.number() })),
  radius: z
    .object({ count: z.int().describe('Inputs that have a radius'), mean: radius, median: radius, p10: radius, p90: radius, min: radius })
    .nullable()
    .describe('Over the inputs that have a radius, which is 0 for a misclassified one; null with an epsilon'),
  errors: z.int(),
  timeouts: z.int(),
  wallSeconds: seconds,
  cpuSeconds: seconds,
  peakRssMb: z.number(),
});

/** The result of `cnn-cert certify`, as scripts read it (docs: DESIGN of the JSON contract). Numbers are finite throughout. */
export const certifyReportSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.object({ name: z.literal('cnn-cert'), version: z.string() }),
    model,
    data,
    settings,
    machines: z.array(machineSchema).min(1).optional().describe('What it ran on: of merged shards all machines, each once'),
    interrupted: z
      .object({ finished: z.int(), requested: z.int() })
      .optional()
      .describe('Stopped by the user: inputs not reached are left out'),
    shard: shard.optional().describe('This is a part of a run: every count-th input, beginning with the index-th'),
    partial: partial.optional().describe('Merged of some of the shards of a run'),
    inputs: z.array(input),
    summary,
  })
  .meta({ title: 'Result of cnn-cert certify' });

/** The result of a run. */
export type CertifyReport = z.infer<typeof certifyReportSchema>;
/** The result of one input. */
export type InputReport = CertifyReport['inputs'][number];
/** What a run says in a few numbers. */
export type SummaryReport = CertifyReport['summary'];

/** The JSON Schema that the package ships as schemas/certify-result.schema.json. */
export function certifyJsonSchema(): object {
  return z.toJSONSchema(z.union([certifyReportSchema, failureSchema]), { io: 'input' });
}
