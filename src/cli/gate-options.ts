import type { Command } from 'commander';
import { CONFIG_FILES } from '../gate/config-files.js';
import { memorySize, number, valued } from './options.js';
import type { OutputArguments } from './outputs.js';
import { reporterOption } from './reporter-options.js';

/** What `gate` was asked to do. */
export interface GateArguments extends Pick<OutputArguments, 'json' | 'reporter'> {
  readonly config?: string;
  /** Write a config instead: for this model, or for those that are found. */
  readonly init?: string | true;
  readonly force?: true;
  readonly updateBaseline?: true;
  readonly threads?: number;
  /** Bytes. */
  readonly maxMemory?: number;
  readonly debug?: true;
}

/** Declares the options of `gate`. */
export function addGateOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', `models, data and thresholds, YAML or JSON (default: ${CONFIG_FILES[0] ?? ''}, .yml or .json)`)
    .option('--init [model]', 'write a config with comments for a model, or for those in this folder and in models/')
    .option('--force', 'with --init: replace a config that is there')
    .option('--update-baseline', 'write the baselines of the config anew, of the models that meet their own thresholds')
    .option('--json', 'print the result as one JSON object, and nothing else')
    .addOption(reporterOption())
    .addOption(
      valued(
        '--threads <n>',
        'inputs certified side by side (default: one for each core)',
        number({ integer: true, least: 1, most: 1024 }),
      ),
    )
    .addOption(valued('--max-memory <size>', 'use fewer threads to stay below it, or do not start: such as 500M or 2G', memorySize()))
    .option('--debug', 'show where an error arose');
}

export const GATE_EXAMPLES = `Examples:
  cnn-cert gate --init model.onnx
  cnn-cert gate
  cnn-cert gate --config ci/robustness.yaml --json
  cnn-cert gate --update-baseline
`;
