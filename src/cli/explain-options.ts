import type { Command } from 'commander';
import { DEFAULT_EXPLAIN } from '../explain/options.js';
import type { Quantity } from '../explain/layers.js';
import type { Perturbation } from '../explain/perturb/perturber.js';
import { UsageError } from '../errors.js';
import { parseFraction } from '../gate/fraction.js';
import { addReadingOptions, DATA_KINDS, type ReadingArguments } from './data-options.js';
import { addModelOptions, type ModelArguments } from './model-options.js';
import { choice, number, range, valued, type Parser } from './options.js';

/** What `explain` was asked to do. */
export interface ExplainArguments extends ModelArguments, ReadingArguments {
  readonly index: number;
  readonly labels?: string;
  readonly perturb: Perturbation;
  readonly copies: number;
  readonly seed: number;
  readonly top: number;
  readonly class?: number;
  readonly quantity: Quantity;
  readonly clip?: { readonly lower: number; readonly upper: number };
  readonly json?: true;
  readonly result?: string;
  readonly html?: string;
  readonly debug?: true;
}

/** `authors`, `linf:EPS`, `l2:EPS`, `mask` or `mask:VALUE`. */
function perturbation(): Parser<Perturbation> {
  const parse: Parser<Perturbation> = (text, flag) => {
    const [kind = '', given, ...more] = text.split(':');
    const value = given === undefined ? null : parseFraction(given);
    if (more.length === 0 && kind === 'authors' && given === undefined) return { kind };
    if (more.length === 0 && kind === 'mask' && (given === undefined || value !== null)) return { kind, value: value ?? 0 };
    if (more.length === 0 && (kind === 'linf' || kind === 'l2') && value !== null && value > 0) return { kind, epsilon: value };
    throw new UsageError('OPTION_VALUE', `${flag} is '${text}'`, {
      hint: 'give authors, linf:EPS or l2:EPS with a radius above 0 such as linf:8/255, mask, or mask:VALUE',
    });
  };
  return Object.assign(parse, { words: ['authors', 'linf:', 'l2:', 'mask'] });
}

/** Declares the options of `explain`, in the groups in which --help shows them. */
export function addExplainOptions(command: Command): Command {
  const { copies, seed, top, quantity } = DEFAULT_EXPLAIN;
  const how =
    'how copies are made: authors, x (1 + i N(0, 0.1)) for copy i; linf:EPS or l2:EPS, uniform in the ball; mask or mask:VALUE, a random patch set to VALUE (default 0)';
  const whole = (least: number) => number({ integer: true, least });
  command
    .optionsGroup('Data:')
    .option('--data <file>', DATA_KINDS)
    .addOption(valued('--index <i>', 'which of the inputs is explained', whole(0), 0))
    .option('--labels <file>', 'one class index an input: .npy, IDX, text, or 3,1,4; shown beside the prediction');
  addReadingOptions(command);
  command
    .optionsGroup('What is explained:')
    .addOption(valued('--class <k>', 'the class whose score is explained (default: the predicted one)', whole(0)))
    .addOption(valued('--perturb <how>', how, perturbation(), 'authors').default({ kind: 'authors' }, 'authors'))
    .addOption(valued('--clip <lo hi>', 'range that no input value leaves, such as 0 1: balls are cut with it', range()))
    .addOption(valued('--copies <n>', 'copies of the input that are evaluated', whole(2), copies))
    .addOption(valued('--seed <n>', 'of the random numbers: the same seed gives the same result', whole(0), seed))
    .addOption(valued('--top <n>', 'channels that each metric selects of a layer', whole(1), top))
    .addOption(
      valued('--quantity <which>', 'sample channels before or after the activation that follows', choice(['before', 'after']), quantity),
    );
  command
    .optionsGroup('Output:')
    .option('--json', 'print the result as one JSON object, and nothing else')
    .option('-o, --result <file>', 'write the result as JSON to a file as well')
    .option('--html <file>', 'write a page with patches and heat maps as well')
    .option('--debug', 'show where an error arose');
  return addModelOptions(command.optionsGroup('Model:'));
}

/** For --help. */
export const EXPLAIN_EXAMPLES = `Examples:
  cnn-cert explain model.onnx --data images.npy --index 3
  cnn-cert explain model.onnx --data images.npy --perturb linf:0.01 --clip 0 1
  cnn-cert explain model.onnx --data photo.png --perturb mask --html page.html
  cnn-cert explain model.onnx --data images.npy --class 7 --copies 200 --json
`;
