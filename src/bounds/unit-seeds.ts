import type { Engine } from '../engine/engine.js';
import type { MapShape } from '../graph/graph.js';
import type { UnitRows } from '../graph/row-window.js';

/** Room for rows that start as `values[row]` times the unit vector of an element of a target, all elements of one class of positions. */
export class UnitSeeds implements UnitRows {
  count = 0;
  /** Elements of the target, and where in its map they are. */
  readonly elements: Int32Array;
  readonly y: Int32Array;
  readonly x: Int32Array;
  readonly channels: Int32Array;
  readonly values: Float64Array;

  constructor(engine: Engine, most: number) {
    this.elements = new Int32Array(most);
    this.y = new Int32Array(most);
    this.x = new Int32Array(most);
    this.channels = engine.allocateIndices(most);
    this.values = engine.allocate(most);
  }

  /** One more row. */
  add({ width, channels }: MapShape, element: number, value: number): void {
    const row = this.count++;
    const position = Math.floor(element / channels);
    const y = Math.floor(position / width);
    this.elements[row] = element;
    this.y[row] = y;
    this.x[row] = position - y * width;
    this.channels[row] = element - position * channels;
    this.values[row] = value;
  }

  /** Drops all rows but these, in ascending order. */
  keep(rows: readonly number[]): void {
    const { elements, y, x, channels, values } = this;
    rows.forEach((from, to) => {
      elements[to] = elements[from] ?? NaN;
      y[to] = y[from] ?? NaN;
      x[to] = x[from] ?? NaN;
      channels[to] = channels[from] ?? NaN;
      values[to] = values[from] ?? NaN;
    });
    this.count = rows.length;
  }
}
