import { z } from 'zod';
import { byEpsilon, byShare, drop, fraction, share } from './config-values.js';

const text = z.string().min(1);
const index = z.int().nonnegative();
const positive = fraction.pipe(z.number().positive());
const radius = fraction.pipe(z.number().min(0));

const radii = z
  .strictObject({
    mean: radius,
    median: radius,
    min: radius,
    quantiles: byShare(radius).describe('Such as 0.1: 0.02, the radius that 90 % of the inputs reach'),
  })
  .partial();

/** Thresholds that can be asked of all inputs and of those of a class. */
const groupThresholds = {
  cleanAccuracy: share.describe('Least share of inputs that are classified correctly'),
  certifiedAccuracy: byEpsilon(share).describe('Least share of inputs that are certified, for each epsilon: 8/255: 0.8'),
  radius: radii.describe('Least certified radii; an input that is misclassified or could not be evaluated counts as 0'),
};

const classThresholds = z.strictObject(groupThresholds).partial();

const thresholds = z
  .strictObject({
    ...groupThresholds,
    attackGap: byEpsilon(share).describe(
      'Most inputs that are neither certified nor falsified, for each epsilon: attacked less certified accuracy',
    ),
    seconds: z
      .strictObject({ mean: z.number().positive(), total: z.number().positive() })
      .partial()
      .describe('Most seconds, on this machine'),
    classes: z
      .record(z.union([z.literal('each'), z.string().regex(/^\d+$/)], 'the key is neither each nor the number of a class'), classThresholds)
      .describe("Thresholds of the inputs of one class, by its number, or of 'each' class of which there are inputs"),
    errors: index.describe('Most inputs that may fail to be evaluated; without it none'),
  })
  .partial();

const maxDrop = z
  .strictObject({
    cleanAccuracy: drop,
    certifiedAccuracy: byEpsilon(drop).describe('For each epsilon'),
    radius: z.strictObject({ mean: drop, median: drop, min: drop, quantiles: byShare(drop) }).partial(),
    inputRadius: drop.describe('How far the certified radius of any one input may fall'),
    lostCertificates: byEpsilon(index).describe('Most inputs that were certified at the epsilon and are no more'),
  })
  .partial();

const baseline = z.strictObject({
  file: text.describe('A result of certify --result, or what gate --update-baseline writes'),
  maxDrop: maxDrop.describe('How far the model may fall behind it'),
});

const unknown = z
  .enum(['fail', 'warn'])
  .describe('What a threshold means that is missed, but would be met if the undecided inputs were certified: exit code 4, or a warning');

const settings = {
  data: text.describe('Inputs: .npy, .npz, IDX, CSV, .pb, PNG or JPEG, or a folder of images'),
  labels: z.union([text, z.array(index)]).describe('A file of class indices, or the indices themselves'),
  labelColumn: z.enum(['first', 'last']).describe('Where a CSV has its labels'),
  key: text.describe('The array of inputs in an .npz'),
  layout: z.enum(['nchw', 'nhwc', 'auto']).describe('Axes of the data'),
  scale: fraction.describe('Multiplies all values (default: 1/255 for images, 1 for arrays)'),
  mean: z.array(fraction).min(1).describe('The model takes (x - mean) / std: one value, or one a channel'),
  std: z.array(positive).min(1),
  limit: z.int().positive().describe('Take the first inputs only'),
  indices: z
    .union([z.string().regex(/^\s*\d+(\s*-\s*\d+)?(\s*,\s*\d+(\s*-\s*\d+)?)*\s*$/), z.array(index).min(1)])
    .describe('Take these inputs only, such as 0,3-7'),
  input: text.describe('The input, where the model has several'),
  output: text.describe('The output, where the model has several'),
  shape: z.array(z.int().positive()).min(1).max(8).describe('Shape of the input, where the model leaves it open'),
  fix: z.record(text, text).describe('Files with the values of other inputs, by their names'),
  noise: z
    .string()
    .regex(/^(expectation|worst|seed:\d+)$/, 'one of expectation, worst, seed:N')
    .describe('Noise of noisy units: expectation, worst or seed:N'),
  noiseK: z.number().min(0).max(1000),
  norm: z.enum(['linf', 'l2', 'l1']),
  clip: z
    .tuple([fraction, fraction])
    .refine(([low, high]) => low < high, 'two numbers, the smaller one first')
    .describe('Range that no input value leaves'),
  epsilonWeights: text.describe('A .npy like one input: radius of each element in units of epsilon'),
  target: z.union([z.enum(['all', 'runner-up', 'least-likely', 'random']), index]),
  threshold: z.number().gt(0).lt(1).describe('Probability at which a model of one output decides for class 1'),
  method: z.enum(['cnn-cert', 'crown-interval', 'interval']),
  relaxation: z.enum(['adaptive', 'fastlin']),
  kernel: z.enum(['f64', 'f32', 'auto']),
  precision: z.number().gt(0).lt(1).describe('Relative precision of certified radii'),
  attack: z.boolean().describe('Look for counterexamples'),
  timeout: z.number().positive().describe('Seconds for each input'),
  require: thresholds.describe('The thresholds'),
  baseline: baseline.describe('A result that the model is compared with'),
  unknown,
};

const defaults = z.strictObject(settings).partial();

const model = defaults.extend({
  name: text.optional().describe('What the model is called in reports (default: its file)'),
  model: text.describe('An .onnx file'),
});

/** The file that `cnn-cert gate` reads: models, what is asked of them, and how. Paths are relative to it. */
export const gateConfigSchema = z
  .strictObject({
    $schema: z.string().optional().describe('This schema, for editors'),
    unknown: unknown.optional(),
    defaults: defaults.optional().describe('Settings of every model that says nothing else'),
    models: z.array(model).min(1, 'at least one model'),
  })
  .meta({ title: 'Config of cnn-cert gate' });

/** One model of a config, the defaults put in. */
export type ModelConfig = z.infer<typeof model>;
/** What is asked of a model. */
export type Thresholds = z.infer<typeof thresholds>;
/** What is asked of its inputs, or of those of a class. */
export type GroupThresholds = z.infer<typeof classThresholds>;
/** Least radii. */
export type RadiusThresholds = z.infer<typeof radii>;
/** How far a model may fall behind its baseline. */
export type MaxDrop = z.infer<typeof maxDrop>;

/** The JSON Schema that the package ships as schemas/gate-config.schema.json. */
export function gateConfigJsonSchema(): object {
  return z.toJSONSchema(gateConfigSchema, { io: 'input' });
}
