import { singleBiasGamma } from '../../engine/anchored.js';
import type { Coefficients, Engine } from '../../engine/engine.js';
import { SLACK } from '../../engine/interval.js';
import { singleDown, singleGamma, singleUp } from '../../engine/precision.js';
import { ETA, gamma } from '../../engine/rounding.js';
import type { Bounds } from '../operator.js';
import { reachOf } from '../singles.js';
import type { WindowRelaxation, WindowSettings } from './window-relaxation.js';
import type { PoolWindows } from './pool-windows.js';

/** Lines of windows, weights `[tap][output element]`. */
export interface PoolArrays<T extends Coefficients> {
  readonly lowerWeights: T;
  readonly upperWeights: T;
  readonly lowerIntercept: T;
  readonly upperIntercept: T;
  readonly uncertainty: T;
}

/** Lower and upper lines of all windows of a pooling node, for one choice: weights `[tap][output element]`. */
export class PoolLines implements PoolArrays<Float64Array> {
  readonly lowerWeights: Float64Array;
  readonly upperWeights: Float64Array;
  readonly lowerIntercept: Float64Array;
  readonly upperIntercept: Float64Array;
  readonly uncertainty: Float64Array;
  /** Whether the bounds have changed since `compute`. */
  stale = true;
  private singlesStale = true;
  private inSingles: PoolArrays<Float32Array> | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly taps: number,
    private readonly size: number,
  ) {
    this.lowerWeights = engine.allocate(taps * size);
    this.upperWeights = engine.allocate(taps * size);
    this.lowerIntercept = engine.allocate(size);
    this.upperIntercept = engine.allocate(size);
    this.uncertainty = engine.allocate(size);
  }

  /** Lines for bounds of the input, and values of it where the choice reads them; `window` is a work area. */
  compute(
    { lower, upper }: Bounds,
    { starts, elements, taps }: PoolWindows,
    settings: WindowSettings,
    window: WindowRelaxation,
    values: Float64Array | null = null,
  ): void {
    this.stale = false;
    this.singlesStale = true;
    for (let k = 0; k < this.size; k++) {
      const start = starts[k] ?? 0;
      const count = (starts[k + 1] ?? 0) - start;
      window.count = count;
      for (let i = 0; i < count; i++) {
        const element = elements[start + i] ?? 0;
        window.lower[i] = lower[element] ?? NaN;
        window.upper[i] = upper[element] ?? NaN;
        if (values !== null) window.heights[i] = values[element] ?? NaN;
      }
      window.relax(settings);
      for (let i = 0; i < count; i++) {
        const at = (taps[start + i] ?? 0) * this.size + k;
        this.lowerWeights[at] = window.lowerWeights[i] ?? NaN;
        this.upperWeights[at] = window.upperWeights[i] ?? NaN;
      }
      this.lowerIntercept[k] = window.lowerIntercept;
      this.upperIntercept[k] = window.upperIntercept;
      this.uncertainty[k] = window.uncertainty;
    }
  }

  /** The same for rows in singles: of an input with these bounds, and of a value with the anchor `to`. */
  prepareSingles(input: Bounds, to: Float64Array, { starts, elements, taps }: PoolWindows, biasGamma: number): void {
    if (!this.singlesStale) return;
    this.singlesStale = false;
    const singles = (this.inSingles ??= this.allocateSingles());
    const { size, lowerWeights, upperWeights, lowerIntercept, upperIntercept } = this;
    const gammaOfTaps = singleGamma(this.taps + 2);
    const gammaOfBias = singleBiasGamma(biasGamma);
    const [lower, upper] = [movedLine(), movedLine()];
    for (let k = 0; k < size; k++) {
      const anchor = to[k] ?? NaN;
      start(lower, lowerIntercept[k] ?? NaN, anchor);
      start(upper, upperIntercept[k] ?? NaN, anchor);
      const first = starts[k] ?? 0;
      const last = starts[k + 1] ?? 0;
      let sum = 0;
      for (let e = first; e < last; e++) {
        const element = elements[e] ?? 0;
        const at = (taps[e] ?? 0) * size + k;
        const reach = reachOf(input, element);
        const from = input.anchor[element] ?? NaN;
        const low = addTap(lower, lowerWeights[at] ?? NaN, from, reach);
        const high = addTap(upper, upperWeights[at] ?? NaN, from, reach);
        singles.lowerWeights[at] = low;
        singles.upperWeights[at] = high;
        sum += Math.max(Math.abs(low), Math.abs(high)) * reach;
      }
      const gammaOfTerms = gamma(last - first + 8);
      const low = singleDown(lower.image - outward(lower, gammaOfTerms, last - first + 8));
      const high = singleUp(upper.image + outward(upper, gammaOfTerms, last - first + 8));
      singles.lowerIntercept[k] = low;
      singles.upperIntercept[k] = high;
      const rounding = gammaOfTaps * sum * (1 + gammaOfTerms);
      singles.uncertainty[k] = singleUp((rounding + gammaOfBias * Math.max(Math.abs(low), Math.abs(high))) * SLACK);
    }
  }

  /** The lines that a block of either precision meets. */
  linesOf(single: boolean): PoolArrays<Coefficients> {
    if (!single) return this;
    if (this.inSingles === null) throw new Error('pooling lines were not prepared for rows in singles');
    return this.inSingles;
  }

  private allocateSingles(): PoolArrays<Float32Array> {
    const { engine, size } = this;
    return {
      lowerWeights: engine.allocateSingles(this.taps * size),
      upperWeights: engine.allocateSingles(this.taps * size),
      lowerIntercept: engine.allocateSingles(size),
      upperIntercept: engine.allocateSingles(size),
      uncertainty: engine.allocateSingles(size),
    };
  }

  /** The derivative of the maximum at a point: weight 1 for the (first) largest input. */
  differentiate(input: Float64Array, { starts, elements, taps }: PoolWindows): void {
    this.stale = true;
    for (const zero of [this.lowerWeights, this.lowerIntercept, this.upperIntercept, this.uncertainty]) zero.fill(0);
    for (let k = 0; k < this.size; k++) {
      const end = starts[k + 1] ?? 0;
      let best = starts[k] ?? 0;
      for (let e = best + 1; e < end; e++) if ((input[elements[e] ?? 0] ?? NaN) > (input[elements[best] ?? 0] ?? NaN)) best = e;
      this.lowerWeights[(taps[best] ?? 0) * this.size + k] = 1;
    }
    this.upperWeights.set(this.lowerWeights);
  }
}

/** One line of a window on its way to the anchors: its value there, what that was summed from, and what rounded weights lose. */
interface MovedLine {
  image: number;
  magnitude: number;
  lost: number;
}

function movedLine(): MovedLine {
  return { image: 0, magnitude: 0, lost: 0 };
}

/** A constant, as seen from the anchor of the value. */
function start(line: MovedLine, intercept: number, anchor: number): void {
  line.image = intercept - anchor;
  line.magnitude = Math.abs(intercept) + Math.abs(anchor);
  line.lost = 0;
}

/** Moves a line along one of its inputs; returns the weight as a single. */
function addTap(line: MovedLine, weight: number, from: number, reach: number): number {
  const single = Math.fround(weight);
  const product = weight * from;
  line.image += product;
  line.magnitude += Math.abs(product);
  line.lost += Math.abs(weight - single) * reach;
  return single;
}

/** By how much a moved line of so many terms, with their gamma, may be wrong. */
function outward({ magnitude, lost }: MovedLine, gammaOfTerms: number, terms: number): number {
  const evaluation = magnitude === 0 ? 0 : 2 * gammaOfTerms * magnitude + terms * ETA;
  return (evaluation + lost * (1 + gammaOfTerms)) * SLACK;
}
