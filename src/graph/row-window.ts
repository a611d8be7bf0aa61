import type { Coefficients, Placement } from '../engine/engine.js';
import type { EdgeGeometry } from './operator.js';

/** Rows that are still a multiple of one unit vector in a 1 x 1 window: no dense coefficients exist yet. */
export interface UnitRows {
  /** In engine memory. */
  readonly channels: Int32Array;
  /** Doubles; singles of that value in a block of singles. */
  readonly values: Float64Array;
}

/** Windows and alignments of a backward sweep over a set of nodes, the same for every row of a block. */
export interface SweepGeometry {
  /** Window of a node, per node id. */
  window(node: number): { readonly height: number; readonly width: number };
  edge(node: number, input: number): EdgeGeometry;
  /** Where the contribution of an edge lies inside the window of the input. */
  hullOffset(node: number, input: number): { readonly y: number; readonly x: number };
  /** How many edges deliver to a node in this sweep. */
  consumers(node: number): number;
  /** The same object each time. */
  place(node: number): Placement;
}

/** What arrived at a node. */
export interface Arrival {
  readonly coefficients: Coefficients | null;
  readonly unit: UnitRows | null;
  /** The operator that delivered it has added the constants of the node's operator. */
  readonly hasConstants: boolean;
  /** Coefficients are sums of which the last rounding is not accounted for yet. */
  isUnsettled: boolean;
}

/** Coefficients of a block over the value of one node: windows of equal size, each row at its own place. */
export class RowWindow implements Arrival {
  readonly height: number;
  readonly width: number;
  /** `[row][y][x][c]`, from the engine's scratch; null while `unit` is set. */
  readonly coefficients: Coefficients | null;
  readonly unit: UnitRows | null;
  readonly hasConstants: boolean;
  isUnsettled: boolean;

  constructor(
    private readonly geometry: SweepGeometry,
    readonly node: number,
    readonly channels: number,
    { coefficients, unit, hasConstants, isUnsettled }: Arrival,
  ) {
    const { height, width } = geometry.window(node);
    this.height = height;
    this.width = width;
    this.coefficients = coefficients;
    this.unit = unit;
    this.hasConstants = hasConstants;
    this.isUnsettled = isUnsettled;
  }

  /** Where the windows of rows lie in the node's map: worked out when it is first asked for; a block that lost rows has another geometry. */
  get place(): Placement {
    return this.geometry.place(this.node);
  }

  /** The same window of other coefficients. */
  with(coefficients: Coefficients): DenseWindow {
    const { geometry, node, channels, hasConstants, isUnsettled } = this;
    return new RowWindow(geometry, node, channels, { coefficients, unit: null, hasConstants, isUnsettled }) as DenseWindow;
  }
}

/** A window with coefficients. */
export type DenseWindow = RowWindow & { readonly coefficients: Coefficients };
