import { quantileOf } from '../certify/summary.js';
import type { CertifyReport, InputReport } from '../report/schema.js';
import { verdictAt } from './verdict-at.js';

/** Stands for a radius without limit: a search that was cut short could have found any. */
const ANY_RADIUS = 1e300;

/** A number that is made of the radii of a group. */
export interface RadiusStatistic {
  readonly rule: 'mean-radius' | 'median-radius' | 'quantile-radius' | 'min-radius';
  readonly name: string;
  of(sorted: Float64Array): number;
}

export const MEAN: RadiusStatistic = {
  rule: 'mean-radius',
  name: 'mean',
  of: (sorted) => sorted.reduce((sum, radius) => sum + radius / sorted.length, 0),
};

export const MEDIAN: RadiusStatistic = { rule: 'median-radius', name: 'median', of: (sorted) => quantileOf(sorted, 0.5) };

export const MIN: RadiusStatistic = { rule: 'min-radius', name: 'smallest', of: (sorted) => sorted[0] ?? 0 };

/** The quantile of a share from 0 to 1. */
export function quantileStatistic(at: number): RadiusStatistic {
  return { rule: 'quantile-radius', name: `${at} quantile of`, of: (sorted) => quantileOf(sorted, at) };
}

/** Inputs of a report that are judged together: all of them, or those of a class. Every share is of all of them, whatever became of them. */
export class Group {
  readonly inputs: readonly InputReport[];

  constructor(
    readonly report: Pick<CertifyReport, 'inputs' | 'settings'>,
    /** null: all inputs. */
    readonly label: number | null,
  ) {
    this.inputs = label === null ? report.inputs : report.inputs.filter((input) => input.label === label);
  }

  get size(): number {
    return this.inputs.length;
  }

  /** Inputs that are not classified as they should be. */
  misclassified(): InputReport[] {
    return this.inputs.filter(({ label, prediction }) => prediction === null || prediction !== label);
  }

  certifiedAt(epsilon: number): InputReport[] {
    return this.inputs.filter((input) => verdictAt(input, this.report.settings, epsilon) === 'certified');
  }

  /** Neither certified nor falsified; an input that could not be evaluated is falsified in this respect, as no search would decide it. */
  undecidedAt(epsilon: number): InputReport[] {
    return this.inputs.filter((input) => {
      const verdict = verdictAt(input, this.report.settings, epsilon);
      return input.status !== 'error' && verdict !== 'certified' && verdict !== 'falsified';
    });
  }

  timedOut(): InputReport[] {
    return this.inputs.filter(({ status }) => status === 'timeout');
  }

  /** Certified radii, ascending: 0 where there is none. */
  radii(): Float64Array {
    return Float64Array.from(this.inputs, radiusOf).sort();
  }

  /** What the radii might be had no search been cut short. */
  possibleRadii(): Float64Array {
    return Float64Array.from(this.inputs, (input) =>
      input.status === 'timeout' ? Math.max(radiusOf(input), input.attackedRadius ?? ANY_RADIUS) : radiusOf(input),
    ).sort();
  }
}

/** The certified radius of an input; 0 where it is misclassified or was not evaluated. */
export function radiusOf({ certifiedRadius }: InputReport): number {
  return certifiedRadius ?? 0;
}
