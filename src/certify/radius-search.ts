import { exp } from '../activations/elementary/exp.js';
import { log } from '../activations/elementary/log.js';
import { StoppedError } from '../errors.js';
import { lowestMargin } from './limiting.js';
import type { SearchMargin, SearchPoint } from './radius-model.js';
import { nextEpsilon } from './radius-step.js';

/** A search for the largest certified epsilon. */
export interface RadiusQuery {
  readonly margins: readonly SearchMargin[];
  /** Lower bounds of the margins at an epsilon, -Infinity where nothing is proved; may throw StoppedError. */
  readonly bound: (epsilon: number) => ArrayLike<number>;
  /** First epsilon tried, > 0. */
  readonly guess: number;
  /** A counterexample lies at this distance: nothing from here on can be certified. null: none known. */
  readonly attacked: number | null;
  /** Largest epsilon worth trying; certified there means certified wherever it matters. */
  readonly largest: number;
  /** Relative precision of the radius. */
  readonly precision: number;
}

/** What was found. */
export interface RadiusOutcome {
  /** The largest epsilon at which all margins were computed and found positive; 0: none was. */
  readonly radius: number;
  /** The class with the smallest margin at the smallest epsilon that failed; where none failed, at the radius. */
  readonly limitingClass: number | null;
  readonly evaluations: number;
  /** Certified at `largest`. */
  readonly unbounded: boolean;
  /** Why the search ended early; null: it did not. */
  readonly stopped: StoppedError | null;
}

/** Nothing smaller than this share of the first guess is tried. */
const FLOOR = 1e-9;

const MOST_EVALUATIONS = 60;

/**
 * The certified radius to a relative precision in few evaluations: secant steps in doubly logarithmic coordinates inside a bracket
 * (see radius-step.ts). The radius returned was evaluated and found certified, never interpolated, whatever the function does.
 */
export function searchRadius(query: RadiusQuery): RadiusOutcome {
  const search = new RadiusSearch(query);
  try {
    search.run();
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
    return search.outcome(error);
  }
  return search.outcome(null);
}

class RadiusSearch {
  private readonly history: SearchPoint[] = [];
  private evaluations = 0;
  private best: { epsilon: number; class: number | null } = { epsilon: 0, class: null };
  private failure: { epsilon: number; class: number | null } = { epsilon: Infinity, class: null };
  /** Nothing at or above this can be certified. */
  private ceiling = Infinity;

  constructor(private readonly query: RadiusQuery) {
    const { attacked, largest, margins } = query;
    if (attacked === null || !(attacked > 0) || attacked > largest) return;
    this.ceiling = attacked;
    this.history.push({ t: log(attacked), y: new Float64Array(margins.length).fill(Infinity), certified: false });
  }

  run(): void {
    const { guess, margins, precision } = this.query;
    while (this.evaluations < MOST_EVALUATIONS && !this.isDone()) {
      this.evaluate(this.inside(this.evaluations === 0 ? guess : nextEpsilon(this.history, margins, precision)));
    }
  }

  outcome(stopped: StoppedError | null): RadiusOutcome {
    const { best, failure, evaluations } = this;
    return {
      radius: best.epsilon,
      limitingClass: failure.class ?? best.class,
      evaluations,
      unbounded: best.epsilon >= this.query.largest,
      stopped,
    };
  }

  private get floor(): number {
    return this.query.guess * FLOOR;
  }

  private isDone(): boolean {
    if (this.best.epsilon >= this.query.largest) return true;
    return this.ceiling <= Math.max(this.best.epsilon * (1 + this.query.precision), this.floor);
  }

  /** The step, if it lies inside the bracket; else a safe one that does. */
  private inside(epsilon: number): number {
    const { ceiling, floor } = this;
    const low = this.best.epsilon;
    if (ceiling === Infinity) return Math.min(epsilon > low ? epsilon : Math.max(low * 2, floor), this.query.largest);
    if (epsilon > low && epsilon < ceiling && epsilon >= floor) return epsilon;
    return low > 0 ? exp((log(low) + log(ceiling)) / 2) : Math.max(ceiling / 8, floor);
  }

  private evaluate(epsilon: number): void {
    const { margins, bound } = this.query;
    const lower = bound(epsilon);
    this.evaluations++;
    const classes = margins.map((margin) => margin.class);
    const { lowest, class: limiting } = lowestMargin(lower, classes);
    const certified = Number.isFinite(lowest) && lowest > 0;
    this.history.push({ t: log(epsilon), y: Float64Array.from(margins, ({ clean }, i) => deficit(clean, lower[i] ?? NaN)), certified });
    if (certified) {
      if (epsilon > this.best.epsilon) this.best = { epsilon, class: limiting };
      return;
    }
    this.ceiling = Math.min(this.ceiling, epsilon);
    if (epsilon < this.failure.epsilon) this.failure = { epsilon, class: limiting };
  }
}

/** ln((clean - bound) / clean), kept above -Infinity; Infinity where nothing is proved. */
function deficit(clean: number, bound: number): number {
  const share = (clean - bound) / clean;
  return Number.isFinite(share) ? log(Math.max(share, 1e-12)) : Infinity;
}
