import type { Coefficients } from '../engine/engine.js';
import { magnitudeTimes, SLACK } from '../engine/interval.js';
import { singleDown, singleUp } from '../engine/precision.js';
import type { Program } from '../graph/program.js';
import { reachOf, singleBiasGamma } from '../graph/singles.js';

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
    const bounds = this.program.boundsOf(id);
    const gamma = singleBiasGamma(biasGamma);
    for (let k = 0; k < box.lower.length; k++) {
      const reach = singleUp(reachOf(bounds, k));
      const anchor = bounds.anchor[k] ?? NaN;
      // |x - anchor| <= reach bounds both distances; the nearer one is known better, rounded by one more subtraction.
      box.lower[k] = Math.max(singleDown(outward((bounds.lower[k] ?? NaN) - anchor, -1)), -reach);
      box.upper[k] = Math.min(singleUp(outward((bounds.upper[k] ?? NaN) - anchor, 1)), reach);
      box.uncertainty[k] = singleUp(gamma * reach * SLACK);
    }
    return box;
  }

  private allocateSingles(id: number) {
    const make = () => this.program.engine.allocateSingles(this.program.size(id));
    return { lower: make(), upper: make(), uncertainty: make() };
  }
}

/** A double on the given side of the real difference that rounded to x. */
function outward(x: number, side: 1 | -1): number {
  return x === 0 ? 0 : x + side * (Math.abs(x) * 2 ** -52 + Number.MIN_VALUE);
}
