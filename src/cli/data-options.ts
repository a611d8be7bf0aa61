import type { Command } from 'commander';
import type { Layout } from '../data/dataset.js';
import { choice, number, numbers, positions, valued, type PositionRange } from './options.js';

/** Inputs, and how they are read. */
export interface ReadingArguments {
  /** Checked by the command, so that a mistyped option is reported first. */
  readonly data?: string;
  readonly key?: string;
  readonly labelColumn?: 'first' | 'last';
  readonly layout: Layout;
  readonly scale?: number;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
}

/** Which inputs, and how they are read. */
export interface DataArguments extends ReadingArguments {
  readonly limit?: number;
  readonly indices?: readonly PositionRange[];
}

/** What --data takes. */
export const DATA_KINDS = 'inputs: .npy, .npz, IDX, CSV, .pb (TensorProto), PNG or JPEG, or a folder of images';

/** Declares the options that choose inputs, apart from --data itself. */
export function addDataOptions(command: Command): void {
  command
    .addOption(valued('--limit <n>', 'take the first n inputs only', number({ integer: true, least: 1 })))
    .addOption(valued('--indices <list>', 'take these inputs only, such as 0,3-7', positions()));
  addReadingOptions(command);
}

/** Declares the options that say how the data are read. */
export function addReadingOptions(command: Command): void {
  command
    .option('--key <name>', 'the array of inputs in an .npz')
    .addOption(valued('--label-column <where>', 'where a CSV has its labels: first or last', choice(['first', 'last'])))
    .addOption(valued('--layout <order>', 'axes of the data: nchw, nhwc or auto', choice(['nchw', 'nhwc', 'auto']), 'auto'))
    .addOption(valued('--scale <factor>', 'multiplies all values (default: 1/255 for images, 1 for arrays)', number({})))
    .addOption(valued('--mean <list>', 'the model takes (x - mean) / std: one value, or one a channel', numbers({})))
    .addOption(valued('--std <list>', 'see --mean', numbers({ above: 0 })));
}
