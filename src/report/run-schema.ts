import { z } from 'zod';
import { noiseSchema } from './noise-schema.js';
import { SCHEMA_VERSION } from './schema-version.js';

const value = z.number().nullable().describe('null: not finite');

const check = z.object({
  runtime: z.string(),
  inputs: z.int(),
  agree: z.int().describe('Inputs whose outputs differ by no more than float32 explains'),
  worst: z.object({
    index: z.int().describe('Position of the input in the data'),
    element: z.int().describe('Of the output, row-major'),
    absolute: value,
    relative: value.describe('To the largest output of that input'),
  }),
});

/** The result of `cnn-cert run`, as scripts read it. */
export const runReportSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.object({ name: z.literal('cnn-cert'), version: z.string() }),
    model: z.object({
      path: z.string(),
      sha256: z.string(),
      opset: z.int(),
      inputShape: z.array(z.int()),
      stripped: z.array(z.string()).describe('Final operators that were taken off: the outputs are the scores before them'),
      notices: z.array(z.string()),
      noise: noiseSchema.optional(),
    }),
    data: z.object({
      path: z.string(),
      kind: z.string(),
      items: z.int().describe('Items in the file, whether or not they were chosen'),
      indices: z.array(z.int()).describe('Positions of the inputs in the data, in the order of the outputs'),
      others: z
        .array(z.object({ input: z.string(), path: z.string() }))
        .optional()
        .describe('Inputs of the model beside the one read from path, and their files'),
      names: z.array(z.string()).optional().describe('Files of images'),
    }),
    outputs: z.record(z.string(), z.object({ shape: z.array(z.int()), data: z.array(value).describe('Row-major') })),
    check: check.optional().describe('With --check: the comparison with a runtime, on the outputs with what was stripped'),
  })
  .meta({ title: 'Result of cnn-cert run' });

/** The result of a forward evaluation. */
export type RunReport = z.infer<typeof runReportSchema>;
/** How the outputs compare with those of a runtime. */
export type CheckReport = NonNullable<RunReport['check']>;

/** The JSON Schema that the package ships as schemas/run-result.schema.json. */
export function runJsonSchema(): object {
  return z.toJSONSchema(runReportSchema, { io: 'input' });
}
