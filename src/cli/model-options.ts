import type { Command } from 'commander';
import { type NoiseArguments, noiseMode } from './noise-options.js';
import { type NamedFile, namedFile, number, shape, valued } from './options.js';

/** Which model, and which part of it. */
export interface ModelArguments extends NoiseArguments {
  readonly model: string;
  readonly input?: string;
  readonly output?: string;
  readonly shape?: readonly number[];
  /** Files with the values of other inputs. */
  readonly fix?: readonly NamedFile[];
  /** Keeps a score function at the end of the model. */
  readonly keepOutput?: true;
  /** Keeps scales and shifts apart from the layer that reads them. */
  readonly keepScales?: true;
}

/** Declares the options that choose a part of a model. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--input <name>', 'the input, where the model has several')
    .option('--output <name>', 'the output, where the model has several, or any tensor inside')
    .addOption(valued('--shape <list>', 'shape of the input, such as 1,3,32,32, where the model leaves it open', shape()))
    .addOption(valued('--fix <name=file>', 'value of another input, .npy or .pb (TensorProto); may be repeated', namedFile()))
    .addOption(valued('--noise <mode>', 'noise of noisy units: expectation (the default), worst, or one draw, seed:N', noiseMode()))
    .addOption(valued('--noise-k <k>', 'with worst: cover |xi| <= k (default: 99 % of all draws)', number({ least: 0, most: 1000 })));
}
