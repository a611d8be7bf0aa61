import { UsageError } from '../errors.js';
import { npyBytes } from '../report/npy.js';
import { choosePaint } from '../report/paint.js';
import { createProgress } from '../report/progress.js';
import type { RunReport } from '../report/run-schema.js';
import { runText } from '../report/run-text.js';
import { SCHEMA_VERSION } from '../report/schema-version.js';
import { stackedShape } from '../run/forward.js';
import { BoundModel } from './bound-model.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { openInputs, type InputSet } from './input-set.js';
import type { CliIo } from './io.js';
import { readModelBytes, readModelFile, type ModelFile } from './model-file.js';
import { modelHead } from './model-head.js';
import { checkOutputs, readsOf, writeOutput } from './output-files.js';
import type { RunArguments } from './run-options.js';
import { createRuntimeCheck, type RuntimeCheck } from './runtime-check.js';
import { normalisationOf } from './settings.js';
import { assignFiles, type OtherInputs } from './several-inputs.js';
import { VERSION } from './version.js';

/** Evaluates the layer graph of a model, and compares it with a runtime if asked to. Throws ModelError, DataError, UsageError. */
export async function runCommand(args: RunArguments, io: CliIo): Promise<ExitCode> {
  checkOutputs([args.result], readsOf(args));
  const { model, inputs, bound, files } = open(args);
  const { graph } = model;
  const check = args.check === undefined ? null : await createRuntimeCheck(model, (name) => io.importPackage(name));
  const outputs = await evaluateAll(bound, inputs, check, io);
  const shape = stackedShape(graph, inputs.indices.length);
  if (args.result !== undefined) writeOutput(args.result, npyBytes(outputs, shape));
  show(args, io, reportOf(model, inputs, files, { shape, data: outputs }, check));
  check?.assertAgreement();
  return EXIT.done;
}

/** A model and what it is run on. */
interface Opened {
  readonly model: ModelFile;
  readonly inputs: InputSet;
  readonly bound: BoundModel;
  readonly files: OtherInputs | null;
}

function open(args: RunArguments): Opened {
  const [data, ...more] = args.data ?? [];
  if (data === undefined) throw new UsageError('USAGE', 'run needs inputs', { hint: 'give them with --data FILE' });
  if (more.length === 0) {
    const model = readModelFile(args, normalisationOf(args));
    const inputs = openInputs({ ...args, data }, model.graph.input.shape, null);
    return { model, inputs, files: null, bound: new BoundModel(model, null, inputs.items, 0) };
  }
  const files = assignFiles(readModelBytes(args.model), [data, ...more], args);
  const inputs = openInputs({ ...args, data: files.data }, files.shape, null);
  const [first = 0] = inputs.indices;
  const model = readModelFile({ ...args, input: files.input }, normalisationOf(args), files.valuesFor(first, inputs.items));
  return { model, inputs, files, bound: new BoundModel(model, files, inputs.items, first) };
}

async function evaluateAll(bound: BoundModel, inputs: InputSet, check: RuntimeCheck | null, io: CliIo): Promise<Float64Array> {
  const { indices } = inputs;
  const progress = createProgress(io.stderr.isTTY ? io.stderr : null);
  const start = io.now();
  let outputs = new Float64Array(0);
  for (const [k, index] of indices.entries()) {
    const input = inputs.input(index);
    const { forward, constants } = bound.at(index);
    const output = forward.evaluate(input);
    if (k === 0) outputs = new Float64Array(output.length * indices.length);
    outputs.set(output, k * output.length);
    await check?.compare(index, input, output, constants);
    progress.update(k + 1, indices.length, io.now() - start);
  }
  progress.clear();
  return outputs;
}

function reportOf(
  model: ModelFile,
  inputs: InputSet,
  files: OtherInputs | null,
  { shape, data }: { readonly shape: number[]; readonly data: Float64Array },
  check: RuntimeCheck | null,
): RunReport {
  const { indices } = inputs;
  const names = indices.map((index) => inputs.name(index)).filter((name) => name !== null);
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'cnn-cert', version: VERSION },
    model: modelHead(model),
    data: {
      path: inputs.path,
      kind: inputs.kind,
      items: inputs.items,
      indices: [...indices],
      ...(files === null ? {} : { others: [...files.others] }),
      ...(names.length === 0 ? {} : { names }),
    },
    outputs: { [model.graph.output.name]: { shape, data: Array.from(data, (value) => (Number.isFinite(value) ? value : null)) } },
    ...(check === null ? {} : { check: check.report() }),
  };
}

function show({ json }: RunArguments, { stdout, stderr, env }: CliIo, report: RunReport): void {
  // Not indented: an array of numbers would take a line for each.
  if (json === true) {
    stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  for (const notice of report.model.notices) stderr.write(`${choosePaint(stderr.isTTY, env)('note:', 'doubtful')} ${notice}\n`);
  stdout.write(runText(report, { columns: stdout.columns, paint: choosePaint(stdout.isTTY, env) }));
}
