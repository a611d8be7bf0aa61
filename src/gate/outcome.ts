import { z } from 'zod';
import { failureSchema } from '../report/failure-schema.js';
import { SCHEMA_VERSION } from '../report/schema-version.js';
import { certifyReportSchema } from '../report/schema.js';
import { GATE_RULES, type GateRule } from './rules.js';

const quantity = z.object({ text: z.string().describe('As people read it, such as 85.0 %'), value: z.number() });

const check = z.object({
  id: z.enum(Object.keys(GATE_RULES) as [GateRule, ...GateRule[]]).describe('Kind of the check: stable'),
  label: z.string().describe("Such as 'certified accuracy at linf 0.05'; no two checks of a model have the same"),
  key: z.string().describe('Where the threshold stands in the config, such as models[0].require.cleanAccuracy'),
  epsilon: z.number().nullable().describe('null: of no particular epsilon'),
  class: z.int().nonnegative().nullable().describe('null: of all inputs, whatever their label'),
  status: z
    .enum(['passed', 'failed', 'unknown', 'warned'])
    .describe(
      "'unknown': missed, but inputs that are undecided could make up for it; 'warned': the same, and the config takes it as a warning",
    ),
  wanted: quantity.describe('The threshold: of a baseline check, the baseline less the drop that is allowed'),
  got: quantity.nullable().describe('null: there is no such number, as nothing was evaluated'),
  baseline: quantity.nullable().describe('null: not compared with a baseline'),
  inputs: z.array(z.int().nonnegative()).describe('Positions in the data of the inputs that kept it from passing, the worst first'),
  message: z.string().describe('What was found and what to do about it, in a sentence or two'),
});

const model = z.object({
  name: z.string(),
  path: z.string().describe('The .onnx file'),
  report: certifyReportSchema.nullable().describe('null: nothing was evaluated'),
  error: z
    .object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
    .nullable()
    .describe('What kept the model from being judged; it never passes then'),
  checks: z.array(check).describe('One for each threshold, in the order of the config; empty where the model could not be judged'),
});

/** What `cnn-cert gate --json` prints. */
export const gateReportSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.object({ name: z.literal('cnn-cert'), version: z.string() }),
    config: z.string().describe('The file of the config'),
    passed: z
      .boolean()
      .describe('Exit code 0: every threshold of every model holds, or is missed where the config takes that as a warning'),
    status: z
      .enum(['passed', 'failed', 'inconclusive', 'error', 'interrupted'])
      .describe("'failed': a threshold is missed; 'inconclusive': none is, but some are undecided; 'error': a model could not be judged"),
    exitCode: z.int(),
    models: z.array(model),
  })
  .meta({ title: 'Result of cnn-cert gate' });

/** The result of a gate as JSON. */
export type GateReport = z.infer<typeof gateReportSchema>;
/** The result of a gate: every model of its config, each with its report and its checks. */
export type GateOutcome = Omit<GateReport, 'schemaVersion' | 'tool'>;
/** One model of a gate. `error` and `report` may both be there: where all inputs failed, or the run was interrupted. */
export type GateModel = GateOutcome['models'][number];
/** One threshold and what became of it. */
export type GateCheck = GateModel['checks'][number];

/** The JSON Schema that the package ships as schemas/gate-result.schema.json. */
export function gateJsonSchema(): object {
  return z.toJSONSchema(z.union([gateReportSchema, failureSchema]), { io: 'input' });
}
