import type { Coefficients, ConvStep, Placement } from '../engine/engine.js';

/** Rows that are still a multiple of one unit vector of a window: no dense coefficients exist yet. */
export interface UnitRows {
  /** Which element of the window, `(y * width + x) * channels + c`. In engine memory. */
  readonly within: Int32Array;
  /** Doubles; singles of that value in a block of singles. */
  readonly values: Float64Array;
}

/** Windows and alignments of a backward sweep over a set of nodes, the same for every row of a block. */
export interface SweepGeometry {
  /** Window of a node, per node id. */
  window(node: number): { readonly height: number; readonly width: number };
  /** From the window of a node to what one of its inputs contributes to: the same object for all blocks of a class, which engines know again. */
  step(node: number, input: number): ConvStep;
  /** Where the contribution of an edge lies inside the window of the input. */
  hullOffset(node: number, input: number): { readonly y: number; readonly x: number };
  /** How many edges deliver to a node in this sweep. */
  consumers(node: number): number;
  /** The same object each time. */
  place(node: number): Placement;
}

/** Coefficients over a part of a window, of `height` x `width` positions from (y, x) on; around it all are zero. */
export interface Part {
  readonly coefficients: Coefficients;
  readonly height: number;
  readonly width: number;
  readonly y: number;
  readonly x: number;
}

/** Coefficients of a block over the value of one node: windows of equal size, each row at its own place. */
export class RowWindow {
  readonly height: number;
  readonly width: number;
  /** Coefficients are sums of which the last rounding is not accounted for yet. */
  isUnsettled = false;
  /** How many contributions coefficients are the sum of. */
  count = 1;
  /** The only contribution so far, where it does not fill the window: `coefficients` are null then. It is added to one that does. */
  part: Part | null = null;

  /**
   * `coefficients`: `[row][y][x][c]`, from the engine's scratch; null while `unit` is set. `hasConstants`: the operator that delivered them has added the constants of
   * the node's operator.
   */
  constructor(
    private readonly geometry: SweepGeometry,
    readonly node: number,
    readonly channels: number,
    readonly coefficients: Coefficients | null,
    readonly unit: UnitRows | null,
    readonly hasConstants: boolean,
  ) {
    const { height, width } = geometry.window(node);
    this.height = height;
    this.width = width;
  }

  /** Where the windows of rows lie in the node's map: worked out when it is first asked for; a block that lost rows has another geometry. */
  get place(): Placement {
    return this.geometry.place(this.node);
  }

  /** The same window of other coefficients. */
  with(coefficients: Coefficients): DenseWindow {
    const window = new RowWindow(this.geometry, this.node, this.channels, coefficients, null, this.hasConstants);
    window.isUnsettled = this.isUnsettled;
    return window as DenseWindow;
  }
}

/** The element of a node of a unit row. */
export function elementOf({ offsets, run, stride }: Placement, row: number, within: number): number {
  const start = offsets[row] ?? NaN;
  if (within < run) return start + within;
  const line = (within / run) | 0;
  return start + line * stride + within - line * run;
}

/** A window with coefficients. */
export type DenseWindow = RowWindow & { readonly coefficients: Coefficients };
