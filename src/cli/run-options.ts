import type { Command } from 'commander';
import { addDataOptions, DATA_KINDS, type DataArguments } from './data-options.js';
import { addModelOptions, type ModelArguments } from './model-options.js';
import { choice, valued } from './options.js';

/** What `run` was asked to do. */
export interface RunArguments extends ModelArguments, Omit<DataArguments, 'data'> {
  /** One file for each input of the model. */
  readonly data?: readonly string[];
  readonly check?: 'onnxruntime';
  readonly json?: true;
  readonly result?: string;
  readonly debug?: true;
}

/** Declares the options of `run`, in the groups in which --help shows them. */
export function addRunOptions(command: Command): Command {
  addDataOptions(
    command
      .optionsGroup('Data:')
      .option('--data <files...>', `${DATA_KINDS}; of a model of several inputs one file for each, in their order`),
  );
  command
    .optionsGroup('Output:')
    .option('--json', 'print the outputs as one JSON object, and nothing else')
    .option('-o, --result <file>', 'save the outputs as .npy of doubles')
    .addOption(valued('--check <runtime>', 'compare with onnxruntime, where onnxruntime-node is installed', choice(['onnxruntime'])))
    .option('--debug', 'show where an error arose');
  addModelOptions(command.optionsGroup('Model:'));
  return command.option('--keep-output', 'keep a final Softmax, ArgMax or Sigmoid, if it can be evaluated');
}

/** For --help. */
export const RUN_EXAMPLES = `Examples:
  cnn-cert run model.onnx --data images.npy --limit 5
  cnn-cert run model.onnx --data input_0.pb --check onnxruntime
  cnn-cert run model.onnx --data photos/ --json -o logits.npy
  cnn-cert run two-inputs.onnx --data input_0.pb input_1.pb
`;
