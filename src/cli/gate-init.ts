import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { shareClassifier } from '../run/shared-model.js';
import { CertifyError, UsageError } from '../errors.js';
import { configText, type FoundModel } from '../gate/config-template.js';
import { CONFIG_FILES } from '../gate/config-files.js';
import { predict } from '../certify/evaluation.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { GateArguments } from './gate-options.js';
import { openInputs, type InputSet } from './input-set.js';
import type { CliIo } from './io.js';
import { readModelFile } from './model-file.js';
import { writeOutput } from './output-files.js';

const DATA = /\.(npy|npz|csv|idx|png|jpe?g|[-\w.]*ubyte)(\.gz)?$|ubyte(\.gz)?$/i;
const LABELS = /label|target|(^|[-_.])y([-_.]|$)/i;

/** Inputs that are looked at. */
const SAMPLE = 20;

/** Writes a config with comments, by looking at the model and at the files beside it. Throws UsageError `CONFIG_EXISTS`, `NO_MODEL`; ModelError. */
export function initGate({ init, config = CONFIG_FILES[0] ?? '', force }: GateArguments, io: CliIo): ExitCode {
  if (existsSync(config) && force !== true) {
    throw new UsageError('CONFIG_EXISTS', `${config} is there already`, {
      hint: 'add --force to replace it, or name another one with --config',
    });
  }
  if (config.toLowerCase().endsWith('.json')) {
    throw new UsageError('OPTION_VALUE', `--init writes comments, which JSON cannot hold: ${config}`, { hint: 'name the file .yaml' });
  }
  const paths = typeof init === 'string' ? [init] : modelsHere();
  const models = paths.map((path) => lookAt(path, dirname(config)));
  writeOutput(config, configText(models));
  io.stdout.write(
    `${config} is written. Look through it, then run: cnn-cert gate${config === CONFIG_FILES[0] ? '' : ` --config ${config}`}\n`,
  );
  return EXIT.done;
}

function modelsHere(): string[] {
  const found = ['.', 'models'].flatMap((folder) => filesIn(folder).filter((path) => path.endsWith('.onnx')));
  if (found.length > 0) return found;
  throw new UsageError('NO_MODEL', 'there is no .onnx file here or in models/', { hint: 'name one: cnn-cert gate --init MODEL' });
}

function lookAt(path: string, folder: string): FoundModel {
  const { graph } = readModelFile({ model: path });
  const { classifier } = shareClassifier(graph);
  const shape = graph.input.shape;
  const files = filesIn(dirname(path)).filter((file) => DATA.test(file));
  const named = (file: string): string => (folder === '.' ? file : relative(folder, file));
  const base = { model: named(path), shape, classes: classifier.classes };
  for (const data of files.filter((file) => !LABELS.test(file))) {
    const inputs = opened({ data, layout: 'auto' }, shape, classifier.classes);
    if (inputs === null) continue;
    const labels = inputs.hasLabels
      ? null
      : files.find((file) => LABELS.test(file) && opened({ data, labels: file, layout: 'auto' }, shape, classifier.classes) !== null);
    const labelled = typeof labels === 'string' ? (opened({ data, labels, layout: 'auto' }, shape, classifier.classes) ?? inputs) : inputs;
    const sample = labelled.indices.slice(0, SAMPLE);
    const values = sample.map((index) => labelled.input(index));
    const right = sample.filter(
      (index, k) => predict(classifier, classifier.toInternal(values[k] ?? []), 0.5) === labelled.label(index),
    ).length;
    return {
      ...base,
      data: named(data),
      labels: typeof labels === 'string' ? named(labels) : null,
      items: labelled.items,
      range: [Math.min(...values.map((item) => Math.min(...item))), Math.max(...values.map((item) => Math.max(...item)))],
      accuracy: labelled.hasLabels ? right / sample.length : null,
    };
  }
  return base;
}

/** The inputs, if a file holds such as the model takes. */
function opened(args: { data: string; labels?: string; layout: 'auto' }, shape: readonly number[], classes: number): InputSet | null {
  try {
    const inputs = openInputs(args, shape, classes);
    for (const index of inputs.indices.slice(0, SAMPLE)) inputs.input(index);
    return inputs;
  } catch (error) {
    if (error instanceof CertifyError) return null;
    throw error;
  }
}

function filesIn(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}
