/**
 * What a gate can check: stable ids, for scripts and code scanning, and what each demands. An id never changes its meaning; a check that holds for one
 * class or one epsilon has the id of its kind.
 */
export const GATE_RULES = {
  'clean-accuracy': 'The share of inputs that are classified correctly is at least the threshold.',
  'certified-accuracy': 'The share of inputs that are proved robust at an epsilon is at least the threshold.',
  'mean-radius': 'The mean certified radius is at least the threshold.',
  'median-radius': 'The median certified radius is at least the threshold.',
  'quantile-radius': 'A quantile of the certified radii is at least the threshold.',
  'min-radius': 'The smallest certified radius is at least the threshold.',
  'attack-gap': 'The share of inputs that are neither proved robust nor successfully attacked at an epsilon is at most the threshold.',
  'mean-seconds': 'The mean time of an input is at most the threshold.',
  'total-seconds': 'The time of all inputs together is at most the threshold.',
  errors: 'No more inputs than allowed could not be evaluated.',
  'baseline-clean-accuracy': 'The clean accuracy has fallen below the baseline by no more than allowed.',
  'baseline-certified-accuracy': 'The certified accuracy at an epsilon has fallen below the baseline by no more than allowed.',
  'baseline-mean-radius': 'The mean certified radius has fallen below the baseline by no more than allowed.',
  'baseline-median-radius': 'The median certified radius has fallen below the baseline by no more than allowed.',
  'baseline-quantile-radius': 'A quantile of the certified radii has fallen below the baseline by no more than allowed.',
  'baseline-min-radius': 'The smallest certified radius has fallen below the baseline by no more than allowed.',
  'baseline-input-radius': 'The certified radius of no single input has fallen below the baseline by more than allowed.',
  'baseline-lost-certificates': 'No more inputs than allowed were certified at an epsilon in the baseline and are no more.',
} as const;

/** The id of a kind of check. */
export type GateRule = keyof typeof GATE_RULES;
