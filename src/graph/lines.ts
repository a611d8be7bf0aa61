import type { Engine } from '../engine/engine.js';
import type { RowBlock, RowWindow, UnitRows } from './row-block.js';

/** The lines of an elementwise map and their uncertainty, one entry per element of the map. */
export class Lines {
  readonly lowerSlope: Float64Array;
  readonly lowerIntercept: Float64Array;
  readonly upperSlope: Float64Array;
  readonly upperIntercept: Float64Array;
  readonly uncertainty: Float64Array;

  constructor(engine: Engine, size: number) {
    this.lowerSlope = engine.allocate(size);
    this.lowerIntercept = engine.allocate(size);
    this.upperSlope = engine.allocate(size);
    this.upperIntercept = engine.allocate(size);
    this.uncertainty = engine.allocate(size);
  }

  /** Moves a window of coefficients from the output of the map to its input, in place; unit rows stay unit rows. */
  apply(block: RowBlock, window: RowWindow): { coefficients: Float64Array | null; unit: UnitRows | null } {
    if (window.coefficients !== null) {
      block.engine.relax(
        window.place,
        window.coefficients,
        this.lowerSlope,
        this.lowerIntercept,
        this.upperSlope,
        this.upperIntercept,
        this.uncertainty,
        block.bias,
        block.error,
      );
      return { coefficients: window.coefficients, unit: null };
    }
    return { coefficients: null, unit: this.applyUnit(block, window) };
  }

  private applyUnit(block: RowBlock, window: RowWindow): UnitRows | null {
    const unit = window.unit;
    if (unit === null) return null;
    const { channels, values } = unit;
    const { offsets, rows } = window.place;
    const next = new Float64Array(values.length);
    for (let row = 0; row < rows; row++) {
      const value = values[row] ?? NaN;
      const at = (offsets[row] ?? NaN) + (channels[row] ?? NaN);
      const lower = value >= 0;
      addTo(block.bias, row, value * ((lower ? this.lowerIntercept : this.upperIntercept)[at] ?? NaN));
      addTo(block.error, row, Math.abs(value) * (this.uncertainty[at] ?? NaN));
      next[row] = value * ((lower ? this.lowerSlope : this.upperSlope)[at] ?? NaN);
    }
    return { channels, values: next };
  }
}

/** Adds the bias and the uncertainty of a linear map to the rows of a block; works on unit rows as well. */
export function accumulateConstants(block: RowBlock, window: RowWindow, bias: Float64Array, uncertainty: Float64Array): void {
  if (window.coefficients !== null) {
    block.engine.accumulate(window.place, window.coefficients, bias, bias, uncertainty, block.bias, block.error);
    return;
  }
  if (window.unit === null) return;
  const { channels, values } = window.unit;
  const { offsets, rows } = window.place;
  for (let row = 0; row < rows; row++) {
    const value = values[row] ?? NaN;
    const at = (offsets[row] ?? NaN) + (channels[row] ?? NaN);
    addTo(block.bias, row, value * (bias[at] ?? NaN));
    addTo(block.error, row, Math.abs(value) * (uncertainty[at] ?? NaN));
  }
}

function addTo(array: Float64Array, index: number, value: number): void {
  array[index] = (array[index] ?? NaN) + value;
}
