import type { Coefficients } from '../engine/engine.js';
import { magnitudeTimes } from '../engine/interval.js';
import type { Program } from '../graph/program.js';

/** Where a row may end before it has reached the input: the box of a node, as arrays for `Engine.accumulate`. */
export interface Box {
  readonly lower: Coefficients;
  readonly upper: Coefficients;
  /** Rounding of the sums, per unit of a coefficient. */
  readonly uncertainty: Coefficients;
}

/** The boxes of nodes, made ready once per region. */
export class Boxes {
  private readonly doubles = new Map<number, Float64Array>();
  private readonly singles = new Map<number, Record<'lower' | 'upper' | 'uncertainty', Float32Array>>();
  private readonly fresh = new Set<Coefficients>();

  constructor(private readonly program: Program) {}

  /** Forgets what was made ready: the bounds of nodes have changed. */
  reset(): void {
    this.fresh.clear();
  }

  /** For rows in doubles. */
  double(id: number, biasGamma: number): Box {
    const { lower, upper } = this.program.boundsOf(id);
    const known = this.doubles.get(id);
    const uncertainty = known ?? this.program.engine.allocate(this.program.size(id));
    if (known === undefined) this.doubles.set(id, uncertainty);
    if (!this.fresh.has(uncertainty)) magnitudeTimes(lower, upper, biasGamma, uncertainty);
    this.fresh.add(uncertainty);
    return { lower, upper, uncertainty };
  }

  /** For rows in singles, whose coefficients refer to the distance from the anchor: the box seen from there, rounded outward. */
  single(id: number, biasGamma: number): Box {
    const known = this.singles.get(id);
    const box = known ?? this.allocateSingles(id);
    if (known === undefined) this.singles.set(id, box);
    if (this.fresh.has(box.uncertainty)) return box;
    this.fresh.add(box.uncertainty);
    this.program.engine.singleBox(this.program.boundsOf(id), biasGamma, box);
    return box;
  }

  private allocateSingles(id: number) {
    const make = () => this.program.engine.allocateSingles(this.program.size(id));
    return { lower: make(), upper: make(), uncertainty: make() };
  }
}
