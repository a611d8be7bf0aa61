import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import { addModelOptions, type ModelArguments } from './model-options.js';
import { number, type Parser, valued } from './options.js';

/** What `depth` was asked to do. */
export interface DepthArguments extends Omit<ModelArguments, 'model' | 'keepScales'> {
  readonly model?: string;
  readonly levels?: readonly number[];
  readonly sigmaW?: number;
  readonly sigmaB?: number;
  readonly factor: number;
  readonly json?: true;
  readonly plot?: string;
  readonly html?: string;
  readonly result?: string;
  readonly debug?: true;
}

const MOST_LEVELS = 65536;
/** How many numbers of levels may be asked for, and what they may sum to: some seconds of work. */
const MOST_ROWS = 2000;
const MOST_WORK = 2 ** 22;

/** Declares the arguments and options of `depth`. */
export function addDepthOptions(command: Command): Command {
  command
    .argument('[model]', 'an .onnx file; without one, the trade-off itself')
    .addOption(valued('--levels <list>', 'numbers of levels, such as 2,4,16 or 2..64 (default: 2,3,4,8,16,32,64,256)', levelList()))
    .addOption(valued('--sigma-w <x>', 'deviation of weights times sqrt(fan-in), instead of the optimal, or the model\'s', number({ above: 0, most: 1e6 })))
    .addOption(valued('--sigma-b <x>', 'deviation of biases, instead of 0, or the model\'s', number({ least: 0, most: 1e6 })))
    .addOption(valued('--factor <x>', 'L_max, in depth scales', number({ above: 0, most: 1000 }), 6))
    .option('--json', 'print one JSON object, and nothing else')
    .option('--plot <file>', 'write the figure to an SVG file')
    .option('--html <file>', 'write an HTML page with figure and tables')
    .option('-o, --result <file>', 'write the result as JSON to a file as well')
    .option('--debug', 'show where an error arose'); // prettier-ignore
  return addModelOptions(command);
}

/** `2,4,16`, `2..64`, or both. */
function levelList(): Parser<number[]> {
  return (text, flag) => {
    const wrong = (hint: string) => new UsageError('OPTION_VALUE', `${flag} is '${text}'`, { hint });
    const counts: number[] = [];
    for (const part of text.split(',')) {
      const match = /^\s*(\d+)(?:\s*\.\.\s*(\d+))?\s*$/.exec(part);
      const first = Number(match?.[1]);
      const last = Number(match?.[2] ?? first);
      if (!(first >= 2 && first <= last && last <= MOST_LEVELS)) {
        throw wrong(`give whole numbers from 2 to ${MOST_LEVELS}, such as 2,4,16 or 2..64`);
      }
      for (let count = first; count <= last && counts.length <= MOST_ROWS; count++) counts.push(count);
    }
    if (counts.length > MOST_ROWS || counts.reduce((sum, count) => sum + count, 0) > MOST_WORK) {
      throw wrong(`give at most ${MOST_ROWS} numbers that sum to at most ${MOST_WORK}`);
    }
    return [...new Set(counts)];
  };
}

/** For --help. */
export const DEPTH_EXAMPLES = `Examples:
  cnn-cert depth
  cnn-cert depth --levels 2..64 --plot trade-off.svg
  cnn-cert depth --levels 4,16 --sigma-w 1.2 --sigma-b 0.1
  cnn-cert depth model.onnx --html depth.html
`;
