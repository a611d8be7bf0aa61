import type { Classifier } from '../certify/classifier.js';
import { DataError, UsageError } from '../errors.js';
import type { Quantity } from './layers.js';
import type { Perturbation } from './perturb/perturber.js';

/** What {@link explainNeurons} is asked for. */
export interface ExplainOptions {
  readonly perturbation: Perturbation;
  /** How many copies of the input are evaluated, 2 or more. */
  readonly copies: number;
  /** Of the random numbers, a whole number from 0 to 2^53 - 1: the same seed gives the same copies on every machine. */
  readonly seed: number;
  /** Channels that each metric selects of a layer. */
  readonly top: number;
  readonly quantity: Quantity;
  /** The class whose score is correlated with; null: the one that the model predicts for the input. */
  readonly class: number | null;
  /** Declared range of every input element, or null: balls are cut with it. */
  readonly clip: { readonly lower: number; readonly upper: number } | null;
}

/** As in the paper (Lengerich et al. 2017): its schedule, 50 copies, the 5 best channels of a layer. */
export const DEFAULT_EXPLAIN: ExplainOptions = {
  perturbation: { kind: 'authors' },
  copies: 50,
  seed: 0,
  top: 5,
  quantity: 'after',
  class: null,
  clip: null,
};

/** Throws UsageError `EXPLAIN_OPTION`, DataError `LABEL_OUT_OF_RANGE`. */
export function checkOptions(options: ExplainOptions, classifier: Classifier): void {
  const { perturbation, copies, seed, top, clip } = options;
  const count = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;
  require(count(copies, 2), `the number of copies is ${copies}`, 'give a whole number, 2 or more');
  require(count(seed, 0), `the seed is ${seed}`, 'give a whole number from 0 to 2^53 - 1');
  require(count(top, 1), `the number of channels to select is ${top}`, 'give a whole number, 1 or more');
  const range = clip === null ? '' : `[${clip.lower}, ${clip.upper}]`;
  require(clip === null ||
    (Number.isFinite(clip.upper - clip.lower) &&
      clip.lower < clip.upper), `the range is ${range}`, 'give two finite numbers, the smaller one first');
  checkPerturbation(perturbation, clip, range);
  checkClass(options.class, classifier);
}

function checkPerturbation(perturbation: Perturbation, clip: ExplainOptions['clip'], range: string): void {
  switch (perturbation.kind) {
    case 'authors':
      require(clip ===
        null, "the authors' copies leave every range: a declared one has no part in them", 'choose linf or l2, or declare no range');
      return;
    case 'linf':
    case 'l2': {
      const { epsilon } = perturbation;
      require(Number.isFinite(epsilon) && epsilon > 0, `epsilon is ${epsilon}`, 'give a number above 0, in the units of the input');
      return;
    }
    case 'mask': {
      const { value } = perturbation;
      const inside = clip === null || (value >= clip.lower && value <= clip.upper);
      require(Number.isFinite(value) &&
        inside, `masked elements become ${value}, ${range === '' ? 'no finite number' : `which is not in the declared range ${range}`}`, 'give a value that an input can have');
    }
  }
}

function checkClass(label: number | null, { classes }: Classifier): void {
  if (label === null || (Number.isInteger(label) && label >= 0 && label < classes)) return;
  throw new DataError('LABEL_OUT_OF_RANGE', `class ${label} does not exist: the model has ${classes} classes`, {
    hint: `choose a class from 0 to ${classes - 1}`,
  });
}

function require(holds: boolean, message: string, hint: string): void {
  if (!holds) throw new UsageError('EXPLAIN_OPTION', message, { hint });
}
