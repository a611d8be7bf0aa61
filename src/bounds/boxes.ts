import { singleBiasGamma } from '../engine/anchored.js';
import type { Coefficients, Placement } from '../engine/engine.js';
import { SLACK } from '../engine/interval.js';
import type { Program } from '../graph/program.js';

/** Where a row may end before it has reached the input, or at it: the boxes of nodes, made ready once per region. */
export class Boxes {
  /** Per node: rounding of the sums, per unit of a coefficient in doubles. */
  private readonly uncertainties = new Map<number, Float64Array>();
  /** Per node: how far its values reach from their anchors. */
  private readonly reaches = new Map<number, Float32Array>();
  /** Per node: what moving rows to its anchors loses, per unit of a coefficient in doubles. */
  private readonly movings = new Map<number, Float64Array>();
  private readonly fresh = new Set<Coefficients>();

  constructor(private readonly program: Program) {}

  /** Forgets what was made ready: the bounds of nodes have changed. */
  reset(): void {
    this.fresh.clear();
  }

  /** Adds a lower bound of coefficients . value (singles: of coefficients . (value - anchor)) over the box of a node to the bias of every row, and its rounding to the error. */
  apply(id: number, place: Placement, coefficients: Coefficients, biasGamma: number, bias: Float64Array, error: Float64Array): void {
    const { engine } = this.program;
    if (coefficients instanceof Float32Array) {
      // Anchors are in the middle of boxes, so that both sides are alike: what is summed is that of the magnitudes, and so is its rounding.
      engine.subtractReach(place, coefficients, this.reach(id), singleBiasGamma(biasGamma) * SLACK, bias, error);
      return;
    }
    const { lower, upper } = this.program.boundsOf(id);
    engine.accumulate(place, coefficients, lower, upper, this.uncertainty(id, biasGamma), bias, error);
  }

  /**
   * Adds coefficients in doubles . anchors of a node to the bias of every row, which from then on refer to the distance from these, and to the error what that sum loses, and what rounding
   * the coefficients to singles will.
   */
  moveToAnchors(
    id: number,
    place: Placement,
    coefficients: Float64Array,
    biasGamma: number,
    bias: Float64Array,
    error: Float64Array,
  ): void {
    const { anchor } = this.program.boundsOf(id);
    this.program.engine.accumulate(place, coefficients, anchor, anchor, this.moving(id, biasGamma), bias, error);
  }

  private moving(id: number, biasGamma: number): Float64Array {
    const bounds = this.program.boundsOf(id);
    return this.madeReady(
      this.movings,
      id,
      () => this.program.engine.allocate(this.program.size(id)),
      (array) => {
        this.program.engine.movingUncertainties(bounds, biasGamma, array);
      },
    );
  }

  private uncertainty(id: number, biasGamma: number): Float64Array {
    const { lower, upper } = this.program.boundsOf(id);
    return this.madeReady(
      this.uncertainties,
      id,
      () => this.program.engine.allocate(this.program.size(id)),
      (array) => {
        this.program.engine.magnitudeTimes(lower, upper, biasGamma, array);
      },
    );
  }

  private reach(id: number): Float32Array {
    return this.madeReady(
      this.reaches,
      id,
      () => this.program.engine.allocateSingles(this.program.size(id)),
      (array) => {
        this.program.engine.singleReach(this.program.boundsOf(id), 1, array);
      },
    );
  }

  private madeReady<T extends Coefficients>(arrays: Map<number, T>, id: number, allocate: () => T, fill: (array: T) => void): T {
    const known = arrays.get(id);
    if (known !== undefined && this.fresh.has(known)) return known;
    const array = known ?? allocate();
    arrays.set(id, array);
    fill(array);
    this.fresh.add(array);
    return array;
  }
}
