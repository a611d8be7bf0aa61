import { inspectGraph } from '../report/inspect.js';
import { inspectText } from '../report/inspect-text.js';
import { jsonText } from '../report/json.js';
import { choosePaint } from '../report/paint.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';
import { readModelFile } from './model-file.js';
import type { ModelArguments } from './model-options.js';
import { note } from './note.js';

/** What `inspect` was asked to do. */
export interface InspectArguments extends ModelArguments {
  readonly json?: true;
}

/** Prints the layer graph of a model. Throws ModelError. */
export function inspectCommand(args: InspectArguments, { stdout, stderr, env }: CliIo): ExitCode {
  const { graph, path, sha256 } = readModelFile(args);
  const report = inspectGraph(graph, path, sha256());
  if (args.json === true) {
    stdout.write(jsonText(report));
    return EXIT.done;
  }
  stdout.write(inspectText(report, { columns: stdout.columns, paint: choosePaint(stdout.isTTY, env) }));
  for (const notice of graph.notices) note({ stderr, env }, notice);
  return EXIT.done;
}
