import type { Engine } from '../../engine/engine.js';
import type { Bounds } from '../operator.js';
import type { WindowRelaxation, WindowSettings } from './window-relaxation.js';
import type { PoolWindows } from './pool-windows.js';

/** Lower and upper lines of all windows of a pooling node, for one choice: weights `[tap][output element]`. */
export class PoolLines {
  readonly lowerWeights: Float64Array;
  readonly upperWeights: Float64Array;
  readonly lowerIntercept: Float64Array;
  readonly upperIntercept: Float64Array;
  readonly uncertainty: Float64Array;
  /** Whether the bounds have changed since `compute`. */
  stale = true;

  constructor(
    engine: Engine,
    taps: number,
    private readonly size: number,
  ) {
    this.lowerWeights = engine.allocate(taps * size);
    this.upperWeights = engine.allocate(taps * size);
    this.lowerIntercept = engine.allocate(size);
    this.upperIntercept = engine.allocate(size);
    this.uncertainty = engine.allocate(size);
  }

  /** Lines for bounds of the input; `window` is a work area. */
  compute({ lower, upper }: Bounds, { starts, elements, taps }: PoolWindows, settings: WindowSettings, window: WindowRelaxation): void {
    this.stale = false;
    for (let k = 0; k < this.size; k++) {
      const start = starts[k] ?? 0;
      const count = (starts[k + 1] ?? 0) - start;
      window.count = count;
      for (let i = 0; i < count; i++) {
        const element = elements[start + i] ?? 0;
        window.lower[i] = lower[element] ?? NaN;
        window.upper[i] = upper[element] ?? NaN;
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
