import type { Margins } from '../margins.js';
import type { AttackSpace } from './space.js';

/** A point of the attack and its margins. */
export interface Probe {
  readonly u: Float64Array;
  /** Float64 values, without error bound. */
  readonly values: Float64Array;
  /** Index of the smallest of them. */
  readonly lowest: number;
}

/** The margins over the coordinates of the attack, with a limited number of evaluations. */
export class Objective {
  private left: number;

  constructor(
    readonly margins: Margins,
    readonly space: AttackSpace,
    evaluations: number,
    private readonly checkpoint: () => void,
  ) {
    this.left = evaluations;
  }

  /** Evaluations that may still be made. */
  get budget(): number {
    return this.left;
  }

  /** The margins at u. Throws what the checkpoint throws. */
  probe(u: Float64Array): Probe {
    this.checkpoint();
    this.left--;
    const values = this.margins.values(this.space.toPoint(u));
    return { u, values, lowest: values.reduce((least, value, i) => (value < (values[least] ?? NaN) ? i : least), 0) };
  }

  /** The gradient of a margin at the point of the last `probe`. */
  slope(margin: number): Float64Array {
    const [gradient] = this.margins.gradients([margin]);
    if (gradient === undefined) throw new Error('no gradient');
    return this.space.toSlope(gradient);
  }
}

/** The value of margin `index`. */
export function valueOf(probe: Probe, index: number): number {
  return probe.values[index] ?? NaN;
}

/** The smallest margin of a probe. */
export function lowestOf(probe: Probe): number {
  return valueOf(probe, probe.lowest);
}
