import type { InputResult } from '../certify/result.js';
import { summarised } from '../report/summarised.js';
import { SCHEMA_VERSION } from '../report/schema-version.js';
import type { CertifyReport, InputReport, SummaryReport } from '../report/schema.js';
import type { RunHead } from '../report/text.js';
import { cpuSeconds } from '../run/certify-task.js';
import { thisMachine } from '../run/machine.js';
import { VERSION } from './version.js';

/** What a run has used up when it is over. */
export function usageSince(
  start: { readonly seconds: number; readonly cpu: number },
  now: number,
): Pick<SummaryReport, 'wallSeconds' | 'cpuSeconds' | 'peakRssMb'> {
  return {
    wallSeconds: now - start.seconds,
    cpuSeconds: cpuSeconds() - start.cpu,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  };
}

/** Puts together what is reported of a run. `results` and `inputs` are the same inputs, those that were finished. */
export function buildReport(
  { model, data, settings, shard, requested }: RunHead,
  results: readonly InputResult[],
  inputs: readonly InputReport[],
  usage: ReturnType<typeof usageSince>,
): CertifyReport {
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'cnn-cert', version: VERSION },
    model,
    data,
    settings,
    machines: [thisMachine()],
    ...(shard === undefined ? {} : { shard }),
    ...(inputs.length < requested ? { interrupted: { finished: inputs.length, requested } } : {}),
    inputs: [...inputs],
    summary: { ...summarised(results, settings.epsilon), ...usage },
  };
}
