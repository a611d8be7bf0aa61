import type { Engine } from '../engine/engine.js';
import type { MapShape } from '../graph/graph.js';
import type { UnitRows } from '../graph/row-window.js';
import type { Patch, Positions } from './sweep-plan.js';

/** Room for rows that start as `values[row]` times the unit vector of an element of a target, all elements of one class of positions, or with the windows of one patch. */
export class UnitSeeds implements UnitRows, Positions {
  count = 0;
  patch: Patch | null = null;
  /** Elements of the target, and where in its map they are. */
  readonly elements: Int32Array;
  readonly y: Int32Array;
  readonly x: Int32Array;
  readonly within: Int32Array;
  readonly values: Float64Array;

  constructor(engine: Engine, most: number) {
    this.elements = new Int32Array(most);
    this.y = new Int32Array(most);
    this.x = new Int32Array(most);
    this.within = engine.allocateIndices(most);
    this.values = engine.allocate(most);
  }

  /** No rows; those that come are of one class, or share that patch. */
  clear(patch: Patch | null = null): void {
    this.count = 0;
    this.patch = patch;
  }

  /** One more row. */
  add({ width, channels }: MapShape, element: number, value: number): void {
    const row = this.count++;
    const position = (element / channels) | 0;
    const y = (position / width) | 0;
    const x = position - y * width;
    const { patch } = this;
    const line = patch === null || patch.height === 1 ? 0 : y - patch.y;
    const column = patch === null || patch.width === 1 ? 0 : x - patch.x;
    const before = line * (patch?.width ?? 1) + column;
    this.elements[row] = element;
    this.y[row] = y;
    this.x[row] = x;
    this.within[row] = before * channels + element - position * channels;
    this.values[row] = value;
  }

  /** Drops all rows but these, in ascending order. */
  keep(rows: readonly number[]): void {
    const { elements, y, x, within, values } = this;
    rows.forEach((from, to) => {
      elements[to] = elements[from] ?? NaN;
      y[to] = y[from] ?? NaN;
      x[to] = x[from] ?? NaN;
      within[to] = within[from] ?? NaN;
      values[to] = values[from] ?? NaN;
    });
    this.count = rows.length;
  }
}
