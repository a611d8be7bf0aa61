import type { Bounds } from '../graph/operator.js';

/** Some elements of a node, and how wide their intervals were. */
export class Sample {
  private readonly width: number;

  constructor(
    private readonly bounds: Pick<Bounds, 'lower' | 'upper'>,
    private readonly elements: Int32Array,
  ) {
    this.width = this.total();
  }

  /** By what share all widths together have shrunk since. */
  get gain(): number {
    return this.width > 0 ? (this.width - this.total()) / this.width : 0;
  }

  private total(): number {
    const { lower, upper } = this.bounds;
    return this.elements.reduce((sum, k) => sum + (upper[k] ?? NaN) - (lower[k] ?? NaN), 0);
  }
}
