import { z } from 'zod';
import { SCHEMA_VERSION } from './schema-version.js';

const scale = {
  depthScale: z.number().nullable().describe('xi = -1 / ln chi, in layers; null: chi is 1 within rounding'),
  maxDepth: z.number().nullable().describe('L_max = factor times xi'),
};

const field = z
  .object({
    preVariance: z.number().describe('Variance Qhat of what the activation sees, at its fixed point'),
    variance: z.number().describe('Q, the mean square of the activation there'),
    correlation: z.number().describe('C*, the fixed point of the correlation of two inputs'),
    chi: z.number().describe('Slope of the correlation map there'),
    defect: z.number().describe('1 - chi'),
    ...scale,
  })
  .nullable();

const row = z.object({
  levels: z.int().describe('N'),
  spacing: z.number().nullable().describe('Optimal distance of thresholds over sqrt(Qhat); null: any'),
  chi: z.number(),
  defect: z.number().describe('1 - chi'),
  ...scale,
  sigmaW: z.number().describe('Makes the spacing optimal where thresholds are 2 / (N - 1) apart'),
  given: z
    .object({ sigmaW: z.number(), sigmaB: z.number(), field: field.describe('null: the variance goes to 0') })
    .optional()
    .describe('With --sigma-w or --sigma-b: thresholds 2 / (N - 1) apart, and this initialisation'),
});

const layer = z.object({
  node: z.int(),
  name: z.string(),
  fanIn: z.int(),
  weightMean: z.number(),
  weightVariance: z.number(),
  biasMean: z.number(),
  biasVariance: z.number(),
  sigmaW: z.number().describe('sqrt(fanIn times weightVariance)'),
  sigmaB: z.number(),
});

const activation = z.object({
  node: z.int().describe('In the layer graph'),
  name: z.string(),
  kind: z.string(),
  levels: z.array(z.number()).describe('As what reads them sees them'),
  thresholds: z.array(z.number()).describe('In units of the sums of the layer'),
  quantisers: z.int().describe('Distinct ones of its units; this is the one of the least depth'),
  layer: layer.nullable().describe('The layer that feeds it'),
  sigmaW: z.number().nullable().describe('That of the layer, or --sigma-w'),
  sigmaB: z.number().nullable(),
  field: field.describe('As if all layers were like this one; null: not analysed, or the variance goes to 0'),
  dies: z.boolean().describe('The variance goes to 0'),
  optimum: z
    .object({ sigmaW: z.number(), chi: z.number(), ...scale })
    .nullable()
    .describe('The best sigma_w for this sigma_b; null: there is none'),
  sigmaWOverOptimal: z.number().nullable(),
  left: z.number().describe('Product of chi up to here, on the way on which most is left'),
  remark: z.string().nullable().describe('Why it is not analysed'),
});

/** The result of `cnn-cert depth`, as scripts read it. */
export const depthReportSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.object({ name: z.literal('cnn-cert'), version: z.string() }),
    settings: z.object({ factor: z.number().describe('L_max over xi'), sigmaW: z.number().nullable(), sigmaB: z.number().nullable() }),
    tradeOff: z
      .object({
        rows: z.array(row),
        exponent: z.object({
          slope: z.number().describe('Of ln(1 - chi) over ln(N + 1): L_max grows about as N to minus this'),
          intercept: z.number(),
          levels: z.array(z.int()).describe('The N it is fitted to'),
        }),
      })
      .optional()
      .describe('Without a model'),
    model: z
      .object({
        path: z.string(),
        sha256: z.string(),
        opset: z.int(),
        assumption: z.string(),
        threshold: z.number().describe('e^-factor: less left than this counts as nothing'),
        collapse: z.string().nullable().describe('Name of the first activation after which less is left'),
        activations: z.array(activation),
        endless: z.array(z.string()).describe('Activations of infinitely many levels, or more than 65536, which are not analysed'),
        notices: z.array(z.string()),
      })
      .optional(),
  })
  .meta({ title: 'Result of cnn-cert depth' });

/** The mean-field depth of quantised activations. */
export type DepthReport = z.infer<typeof depthReportSchema>;
/** The trade-off of levels and depth. */
export type TradeOff = NonNullable<DepthReport['tradeOff']>;
/** What the theory says of a model. */
export type ModelDepthReport = NonNullable<DepthReport['model']>;

/** The JSON Schema that the package ships as schemas/depth-result.schema.json. */
export function depthJsonSchema(): object {
  return z.toJSONSchema(depthReportSchema, { io: 'input' });
}
