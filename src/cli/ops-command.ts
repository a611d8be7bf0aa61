import { activations } from '../activations/registry.js';
import { OPSETS } from '../onnx/load.js';
import { strippedOperators, supportedOperators } from '../onnx/support.js';
import { jsonText } from '../report/json.js';
import type { OpsReport } from '../report/ops.js';
import { opsMarkdown } from '../report/ops-markdown.js';
import { opsText } from '../report/ops-text.js';
import { choosePaint } from '../report/paint.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';

/** What `ops` was asked to do. */
export interface OpsArguments {
  readonly json?: true;
  readonly markdown?: true;
}

/** Prints which operators and activations are supported. */
export function opsCommand({ json, markdown }: OpsArguments, { stdout, env }: CliIo): ExitCode {
  const report = supportReport();
  if (json === true) stdout.write(jsonText(report));
  else if (markdown === true) stdout.write(opsMarkdown(report));
  else stdout.write(opsText(report, { columns: stdout.columns, paint: choosePaint(stdout.isTTY, env) }));
  return EXIT.done;
}

function supportReport(): OpsReport {
  return {
    opsets: OPSETS,
    operators: supportedOperators(),
    activations: activations.map(({ name, defaults, onnx }) => ({ name, parameters: finite(defaults), onnx })),
    stripped: strippedOperators(),
  };
}

function finite(values: Readonly<Record<string, number>>): Record<string, number | null> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number.isFinite(value) ? value : null]));
}
