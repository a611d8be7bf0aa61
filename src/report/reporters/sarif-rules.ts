import type { ReportingDescriptor } from 'sarif';
import { GATE_RULES, type GateRule } from '../../gate/rules.js';
import type { InputFate } from './judge-input.js';

/** Stable id of a result of SARIF. */
export type SarifRule = GateRule | 'model' | 'start' | `input-${Exclude<InputFate, 'certified'>}`;

const PREPROCESSING =
  'Check the preprocessing (scale, mean, std, layout) and the labels; else the model has changed: retrain it, or take it back.';
const ROBUSTNESS =
  'Look at the inputs named in the message and at what changed in the model; retrain it for robustness, or lower the threshold if the loss is accepted.';
const BASELINE =
  'Compare with the commit that wrote the baseline. If the loss is accepted, write a new baseline: cnn-cert gate --update-baseline.';
const SPEED = 'Give the gate more threads, fewer inputs (limit) or a larger threshold.';

const GATE_HELP: Readonly<Record<GateRule, string>> = {
  'clean-accuracy': PREPROCESSING,
  'certified-accuracy': ROBUSTNESS,
  'mean-radius': ROBUSTNESS,
  'median-radius': ROBUSTNESS,
  'quantile-radius': ROBUSTNESS,
  'min-radius': ROBUSTNESS,
  'attack-gap': 'Use a tighter method, or a larger time limit, so that fewer inputs stay undecided.',
  'mean-seconds': SPEED,
  'total-seconds': SPEED,
  errors: 'Repair the inputs named in the message: each has its error in the result file.',
  'baseline-clean-accuracy': BASELINE,
  'baseline-certified-accuracy': BASELINE,
  'baseline-mean-radius': BASELINE,
  'baseline-median-radius': BASELINE,
  'baseline-quantile-radius': BASELINE,
  'baseline-min-radius': BASELINE,
  'baseline-input-radius': BASELINE,
  'baseline-lost-certificates': BASELINE,
};

const OTHERS: Readonly<Record<Exclude<SarifRule, GateRule>, readonly [demand: string, help: string]>> = {
  model: ['A model can be read and its inputs evaluated.', 'Do what the message says; cnn-cert inspect MODEL shows what is read.'],
  start: ['A run can start: its config, its model and its data can be read.', 'Do what the message says.'],
  'input-misclassified': ['An input is classified as its label says.', PREPROCESSING],
  'input-falsified': [
    'No point of the ball around an input is classified differently.',
    'The message names the class of the counterexample; --save-counterexamples writes it to a file.',
  ],
  'input-unknown': [
    'An input is certified or falsified.',
    'Use a tighter method (--method cnn-cert), a smaller epsilon, or a larger --timeout.',
  ],
  'input-timeout': ['An input is certified within the time it has.', 'Give it more time (--timeout), or use more threads.'],
  'input-error': ['An input can be evaluated.', 'Repair the data: the message says what is wrong.'],
};

/** All rules with their help, in a fixed order: ids never change their meaning. */
export const SARIF_RULES: readonly ReportingDescriptor[] = [
  ...Object.entries(GATE_RULES).map(([id, demand]) => descriptor(id, demand, GATE_HELP[id as GateRule])),
  ...Object.entries(OTHERS).map(([id, [demand, help]]) => descriptor(id, demand, help)),
];

function descriptor(id: string, demand: string, help: string): ReportingDescriptor {
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: demand },
    fullDescription: { text: demand },
    help: { text: help, markdown: help },
  };
}

/** SARIF wants names like this (3.49.7): `CleanAccuracy`. */
function pascalCase(id: string): string {
  return id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
