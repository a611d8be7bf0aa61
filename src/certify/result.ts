/** Bounds of logit[label] - logit[class] over the ball; `upper` is a value reached by the attack. */
export interface MarginBound {
  readonly class: number;
  readonly lower: number | null;
  readonly upper?: number;
}

/** A point of the closed region whose margin is negative beyond evaluation error. `point` is in the order of the ONNX input. */
export interface Counterexample {
  readonly class: number;
  readonly margin: number;
  readonly point: Float64Array;
}

/** The lower bound of the limiting margin over the ball of radius epsilon: coefficients . x + constant, x in the order of the ONNX input. */
export interface LimitingBound {
  readonly epsilon: number;
  readonly class: number;
  readonly coefficients: Float64Array;
  readonly constant: number;
}

/** What is to be seen of an input and its result; all in the order of the ONNX input. */
export interface Explanation {
  readonly values: Float64Array;
  readonly bound: LimitingBound | null;
  /** `distance`: of its point from the input, rounded up. */
  readonly found: (Counterexample & { readonly distance: number }) | null;
}

/** What is decided about a ball. */
export type Verdict = 'certified' | 'falsified' | 'unknown';

/** What is known about one input (docs: the JSON contract of `certify --json`). Non-finite numbers are null. */
export interface InputResult {
  readonly index: number;
  /** The given label, or the prediction where none was given; null: neither. */
  readonly label: number | null;
  readonly prediction: number | null;
  readonly status: 'ok' | 'misclassified' | 'timeout' | 'error';
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
  /** Smallest logit[label] - logit[class] at the input itself. */
  readonly cleanMargin: number | null;
  /** The class whose margin decides: smallest lower bound at epsilon, or at the smallest epsilon that could not be certified. */
  readonly limitingClass: number | null;
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  /** Bound computations made. */
  readonly evaluations: number;
  readonly verdict?: Verdict;
  readonly margins?: readonly MarginBound[];
  readonly counterexample?: Counterexample;
  /** Largest epsilon at which every margin was proved positive; 0 when misclassified, null when it did not run. */
  readonly certifiedRadius?: number | null;
  /** Smallest epsilon at which a counterexample was found; null: none. */
  readonly attackedRadius?: number | null;
  readonly radiusUnbounded?: true;
  /** Where it was asked for. */
  readonly explanation?: Explanation;
  /** Not computed in this run: seconds are those of the run that did. */
  readonly cached?: true;
}
