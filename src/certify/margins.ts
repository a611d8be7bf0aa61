import type { Method } from '../bounds/bounder.js';
import type { LinearBound } from '../bounds/linear-bound.js';
import type { Series } from '../bounds/proved-bounds.js';
import { ballRegion, type Region } from '../bounds/region.js';
import type { Effort } from '../bounds/specification-rows.js';
import type { Kernel } from '../bounds/target-refiner.js';
import type { Relaxation } from '../activations/activation.js';
import { roundDown } from '../engine/rounding.js';
import type { Classifier } from './classifier.js';
import type { MarginRow } from './specification.js';

/** A rigorous enclosure of one margin. */
export interface MarginEnclosure {
  readonly class: number;
  readonly lower: number;
  readonly upper: number;
}

/** A bound of a margin that lies below 0 by more than this share of what it lies below the margin in the middle does not get above by other lines (measured: they gain up to 0.06 of it). */
const FAR_SHARE = 0.25;

/** How a region is bounded. */
export interface BoundChoice {
  readonly method: Method;
  readonly relaxation: Relaxation;
  readonly kernel: Kernel;
  /** Per margin: lower bounds above this are worth no more work; default 0. */
  readonly ample?: Float64Array;
  /** Called between blocks; throws to stop. */
  readonly checkpoint?: () => void;
  /** Where the region lies inside others that were bounded before. */
  readonly series?: Series;
}

/** The margins of a specification as functions of the input: values, gradients and rigorous bounds. Points are in internal order. */
export class Margins {
  /** The few non-zero coefficients of each row. */
  private readonly terms: readonly (readonly { readonly at: number; readonly coefficient: number }[])[];

  constructor(
    readonly classifier: Classifier,
    readonly rows: readonly MarginRow[],
  ) {
    this.terms = rows.map(({ row }) =>
      [...row].map((coefficient, at) => ({ at, coefficient })).filter(({ coefficient }) => coefficient !== 0),
    );
  }

  /** Float64 values at a point, without error bound: for searching, never for proving. */
  values(point: Float64Array): Float64Array {
    this.classifier.program.evaluate(point);
    return this.lastValues();
  }

  /** The same at the point that the program evaluated last. */
  lastValues(): Float64Array {
    const { program, graph } = this.classifier;
    const output = program.valuesOf(graph.outputNode);
    return Float64Array.from(this.terms, (terms, i) => {
      return terms.reduce((sum, { at, coefficient }) => sum + coefficient * (output[at] ?? NaN), this.rows[i]?.offset ?? NaN);
    });
  }

  /** Gradients over the input of the margins with these indices, at the point of the last `values`. */
  gradients(indices: readonly number[]): Float64Array[] {
    return this.classifier.bounder.gradientsAtValue(indices.map((i) => this.rowAt(i).row));
  }

  /**
   * Lower bounds over a region; -Infinity where nothing is proved.
   *
   * @throws NumericalError `NON_FINITE_BOUNDS`, and whatever the checkpoint throws.
   */
  lowerBounds(region: Region, { ample, ...choice }: BoundChoice): Float64Array {
    const margin = (i: number, value: number) => shifted(value, this.rowAt(i).offset, this.rowAt(i).offsetError);
    const effort: Effort = {
      isEnough: (i, bound) => margin(i, bound) > (ample?.[i] ?? 0),
      // A margin that is negative at a point of the region cannot be proved.
      isVain: (i, value) => !(margin(i, value) > 0),
      isFar: (i, bound, middle) => margin(i, bound) < -FAR_SHARE * (margin(i, middle) - margin(i, bound)),
    };
    const bounds = this.classifier.bounder.lowerBounds({ region, ...choice, rows: this.rows.map(({ row }) => row), effort });
    return Float64Array.from(this.rows, ({ offset, offsetError }, i) => shifted(bounds[i] ?? NaN, offset, offsetError));
  }

  /**
   * The lower bounds over a region as functions of the input: nowhere in it is a margin below them.
   *
   * @throws NumericalError `NON_FINITE_BOUNDS`, and whatever the checkpoint throws.
   */
  linearBounds(region: Region, choice: BoundChoice): LinearBound[] {
    const bounds = this.classifier.bounder.linearBounds({ region, ...choice, rows: this.rows.map(({ row }) => row) });
    return bounds.map(({ coefficients, constant }, i) => {
      const { offset, offsetError } = this.rowAt(i);
      return { coefficients, constant: shifted(constant, offset, offsetError) };
    });
  }

  /**
   * Enclosures at a single point: interval bounds of a ball of radius 0, so that the rounding of the evaluation is inside. With noise in mode `worst` they are those
   * of the expected draw, like `values`.
   *
   * @throws NumericalError `NON_FINITE_BOUNDS`.
   */
  enclosures(point: Float64Array): MarginEnclosure[] {
    const region = ballRegion('linf', point, 0, null, null);
    const negated = this.rows.map(({ row }) => row.map((a) => -a));
    const rows = [...this.rows.map(({ row }) => row), ...negated];
    const bounds = this.classifier.evaluated.lowerBounds({ region, method: 'interval', relaxation: 'adaptive', rows });
    return this.rows.map((margin, i) => ({
      class: margin.class,
      lower: shifted(bounds[i] ?? NaN, margin.offset, margin.offsetError),
      upper: -shifted(bounds[this.rows.length + i] ?? NaN, -margin.offset, margin.offsetError),
    }));
  }

  private rowAt(index: number): MarginRow {
    const row = this.rows[index];
    if (row === undefined) throw new Error(`no margin ${index}`);
    return row;
  }
}

/** A double <= bound + real offset. */
function shifted(bound: number, offset: number, offsetError: number): number {
  if (offset === 0 && offsetError === 0) return bound;
  const value = roundDown(roundDown(bound + offset) - offsetError);
  return Number.isNaN(value) ? -Infinity : value;
}
