import type { Command } from 'commander';
import type { Method } from '../bounds/bounder.js';
import type { Norm } from '../bounds/region.js';
import type { Kernel } from '../bounds/target-refiner.js';
import { DEFAULT_SETTINGS, type TargetChoice } from '../certify/settings.js';
import { addDataOptions, DATA_KINDS, type DataArguments } from './data-options.js';
import { addModelOptions, type ModelArguments } from './model-options.js';
import type { OutputArguments } from './outputs.js';
import { reporterOption } from './reporter-options.js';
import type { Shard } from '../run/shard.js';
import { choice, memorySize, number, range, shardNumber, valued, wordOrClass } from './options.js';

/** What `certify` was asked to do. */
export interface CertifyArguments extends ModelArguments, DataArguments, OutputArguments {
  readonly labels?: string;
  readonly minCleanAccuracy?: number;
  readonly eps?: number;
  readonly precision: number;
  readonly norm: Norm;
  readonly epsilonWeights?: string;
  readonly clip?: { readonly lower: number; readonly upper: number };
  readonly target: TargetChoice;
  readonly threshold: number;
  readonly method: Method;
  readonly relaxation: 'adaptive' | 'fastlin';
  readonly attack: boolean;
  readonly timeout?: number;
  readonly threads?: number;
  /** Bytes. */
  readonly maxMemory?: number;
  readonly kernel: Kernel;
  readonly saveCounterexamples?: string;
  readonly details: number;
  readonly journal?: string;
  readonly resume?: true;
  readonly cache?: string;
  readonly shard?: Shard;
  readonly debug?: true;
}

/** Declares the options of `certify`, in the groups in which --help shows them. */
export function addCertifyOptions(command: Command): Command {
  addDataOptions(command.optionsGroup('Data:').option('--data <file>', DATA_KINDS));
  addLabelOptions(command);
  addQuestionOptions(command.optionsGroup('What is certified:'));
  addMethodOptions(command.optionsGroup('How:'));
  addOutputOptions(command.optionsGroup('Output:'));
  addLongRunOptions(command.optionsGroup('Long runs:'));
  return addModelOptions(command.optionsGroup('Model:'));
}

function addLabelOptions(command: Command): void {
  const share = number({ least: 0, most: 1 });
  command
    .option('--labels <file>', 'one class index an input: .npy, IDX, text, or 3,1,4; without any, the predictions count as right')
    .addOption(valued('--min-clean-accuracy <p>', 'stop before certifying when a smaller share is classified correctly', share));
}

function addQuestionOptions(command: Command): void {
  const { norm, precision, threshold } = DEFAULT_SETTINGS;
  const eps =
    'verdict for the ball of this radius, such as 0.03 or 8/255, in units of the scaled data; without it, the largest certified radius is searched';
  const target = 'margins against all other classes, or against one: runner-up, least-likely, random, or its number';
  const probability = number({ above: 0, below: 1 });
  command
    .addOption(valued('--eps <radius>', eps, number({ least: 0 })).conflicts('precision'))
    .addOption(valued('--precision <p>', 'relative precision of the certified radius', probability, precision))
    .addOption(valued('--norm <norm>', 'linf, l2 or l1', choice(['linf', 'l2', 'l1']), norm))
    .addOption(valued('--clip <lo hi>', 'range that no input value leaves, such as 0 1', range()))
    .option('--epsilon-weights <file>', 'radius of each element in units of epsilon, a .npy like one input; 0 fixes an element')
    .addOption(valued('--target <class>', target, wordOrClass(['all', 'runner-up', 'least-likely', 'random']), 'all'))
    .addOption(valued('--threshold <p>', 'probability at which a model of one output decides for class 1', probability, threshold));
}

function addMethodOptions(command: Command): void {
  const { method, relaxation, kernel } = DEFAULT_SETTINGS;
  const kernels = 'intermediate bounds in f64, f32 (faster, a little looser) or auto (f32, and f64 where it matters); all are proved';
  const threads = number({ integer: true, least: 1, most: 1024 });
  command
    .addOption(
      valued('--method <name>', 'cnn-cert, crown-interval or interval', choice(['cnn-cert', 'crown-interval', 'interval']), method),
    )
    .addOption(valued('--relaxation <name>', 'lines of an unstable ReLU: adaptive or fastlin', choice(['adaptive', 'fastlin']), relaxation))
    .option('--no-attack', 'do not look for counterexamples')
    .addOption(valued('--timeout <seconds>', 'for each input; what is proved by then stays', number({ above: 0 })))
    .addOption(
      valued('--threads <n>', 'inputs certified side by side; threads to spare help with large ones (default: one for each core)', threads),
    )
    .addOption(
      valued('--max-memory <size>', 'use fewer threads to stay below it, or do not start: such as 500M or 2G (MiB, GiB)', memorySize()),
    )
    .addOption(valued('--kernel <type>', kernels, choice(['f64', 'f32', 'auto']), kernel));
}

function addOutputOptions(command: Command): void {
  const details = 'keep up to n inputs in the result, with their counterexamples and what limits them, for the pictures of cnn-cert report';
  command
    .option('--json', 'print the result as one JSON object, and nothing else')
    .option('--csv <file>', 'write one line an input; - prints them instead of the table')
    .option('-o, --result <file>', 'write the result as JSON to a file as well')
    .addOption(reporterOption())
    .option('--save-counterexamples <dir>', 'write each counterexample as .npy')
    .addOption(valued('--details <n>', details, number({ integer: true, least: 0 }), 0))
    .option('--debug', 'show where an error arose');
}

function addLongRunOptions(command: Command): void {
  command
    .option('--journal <file>', 'append each result as it is done; it must not exist yet')
    .option('--resume', 'go on with the journal where there is one: what it holds is not computed again')
    .option(
      '--cache <dir>',
      'keep results there, and take them from there (default: $CNN_CERT_CACHE, else none); kept below $CNN_CERT_CACHE_SIZE, or 1G',
    )
    .addOption(valued('--shard <i/n>', 'the i-th of every n inputs only; cnn-cert merge puts shards together', shardNumber()));
}
