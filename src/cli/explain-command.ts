import { Classifier } from '../certify/classifier.js';
import { UsageError } from '../errors.js';
import { createWasmEngine } from '../engine/wasm/wasm-engine.js';
import { explainNeurons } from '../explain/explain-neurons.js';
import { explainReport, type ExplainHead } from '../report/explain/report.js';
import { explainText } from '../report/explain/text.js';
import { jsonText } from '../report/json.js';
import { choosePaint } from '../report/paint.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { ExplainArguments } from './explain-options.js';
import { openInputs, type InputSet } from './input-set.js';
import type { CliIo } from './io.js';
import { readModelFile, type ModelFile } from './model-file.js';
import { modelHead } from './model-head.js';
import { note } from './note.js';
import { checkOutputs, readsOf, writeOutput } from './output-files.js';
import { normalisationOf } from './settings.js';
import { VERSION } from './version.js';

/** Explains one input of a model. Throws ModelError, DataError, UsageError, NumericalError. */
export async function explainCommand(args: ExplainArguments, io: CliIo): Promise<ExitCode> {
  checkOutputs([args.result, args.html], readsOf(args));
  const { data, index, perturb, copies, seed, top, quantity } = args;
  if (data === undefined) throw new UsageError('USAGE', 'explain needs inputs', { hint: 'give them with --data FILE' });
  const model = readModelFile(args, normalisationOf(args));
  const classifier = new Classifier(model.graph, createWasmEngine());
  const inputs = openInputs({ ...args, data }, model.graph.input.shape, classifier.classes);
  if (index >= inputs.items) {
    throw new UsageError('OPTION_VALUE', `--index is ${index}, but the data ends with input ${inputs.items - 1}`, {
      hint: 'positions count from 0',
    });
  }
  const explanation = explainNeurons(classifier, inputs.input(index), {
    ...{ perturbation: perturb, copies, seed, top, quantity },
    class: args.class ?? null,
    clip: args.clip ?? null,
  });
  const report = explainReport(explanation, headOf(args, model, classifier, inputs));
  if (args.json !== true) for (const notice of model.graph.notices) note(io, notice);
  io.stdout.write(
    args.json === true
      ? jsonText(report)
      : explainText(report, { columns: io.stdout.columns, paint: choosePaint(io.stdout.isTTY, io.env) }),
  );
  if (args.result !== undefined) writeOutput(args.result, jsonText(report));
  if (args.html !== undefined) {
    const { explainPage } = await import('../report/html/explain/page.js');
    writeOutput(args.html, await explainPage(report, explanation));
  }
  return EXIT.done;
}

function headOf(args: ExplainArguments, model: ModelFile, { classes }: Classifier, inputs: InputSet): ExplainHead {
  const { index, quantity, clip, scale } = args;
  const normalisation = normalisationOf(args);
  const name = inputs.name(index);
  return {
    tool: { name: 'cnn-cert', version: VERSION },
    model: { ...modelHead(model), classes },
    data: {
      path: inputs.path,
      kind: inputs.kind,
      items: inputs.items,
      index,
      ...(name === null ? {} : { name }),
      label: inputs.label(index),
    },
    settings: {
      quantity,
      ...(clip === undefined ? {} : { clip: [clip.lower, clip.upper] }),
      ...(normalisation === null ? {} : { mean: [...normalisation.mean], std: [...normalisation.std] }),
      ...(scale === undefined ? {} : { scale }),
    },
  };
}
