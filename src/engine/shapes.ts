// Shapes and places of what an engine works on.

/** Coefficients of a block, and constants that they meet. */
export type Coefficients = Float64Array | Float32Array;

/** One linear map with a sliding window; a dense layer is the case of a 1x1 map and a 1x1 kernel. */
export interface ConvShape {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Divides both channel counts. */
  readonly groups: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
}

/** Weights made ready by an engine. `filters` is the plain copy, `[outChannel][ky][kx][inChannel / groups]`. */
export interface ConvWeights {
  readonly shape: ConvShape;
  readonly filters: Float64Array;
  /** Whether no weight is rounded in singles. */
  readonly areSingles: boolean;
}

/**
 * One step from windows over the output of a convolution to windows over its input. Output element (oy, ox) of the window and
 * tap (ky, kx) meet input element (iy, ix) of the window when `iy + offsetY = oy * strideY + ky * dilationY`, likewise x: so
 * offsetY = (absolute input start) + padTop - (absolute output start) * strideY, the same for all rows of a block.
 */
export interface ConvStep {
  readonly outHeight: number;
  readonly outWidth: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly offsetY: number;
  readonly offsetX: number;
}

/** Where the windows of a block lie in a map. `run` = window width * channels, contiguous in the map and in the block. */
export interface Placement {
  readonly rows: number;
  /** Lines of the window. */
  readonly height: number;
  readonly run: number;
  /** Elements between two lines of the map (map width * channels). */
  readonly stride: number;
  /** Int32 element index of the window's first element in the map, per row. */
  readonly offsets: Int32Array;
}

/** A max-pool or any other map in which every output has its own weight per tap, per channel. */
export interface PoolShape {
  readonly channels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
}

/** Rows of a sparse matrix: output k = sum over e in [starts[k], starts[k + 1]) of weights[e] * input[indices[e]]. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly weights: Coefficients;
}

/** A box inside a block's windows; for `addBox`. */
export interface Box {
  /** Size of the whole window this box lies in. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** First element of the box in that window. */
  readonly y: number;
  readonly x: number;
  readonly c: number;
}
