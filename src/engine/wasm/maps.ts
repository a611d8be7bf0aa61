import type { Engine, SparseRows } from '../engine.js';
import { misuse } from '../misuse.js';
import { address, offsetsIn, precisionOf } from './checks.js';
import { axesOf } from './conv-geometry.js';
import type { Kernels } from './kernels.js';
import type { TapTables } from './taps.js';

/** `Engine.poolBackward`. */
export function poolKernel(kernels: Kernels, tables: TapTables): Engine['poolBackward'] {
  return (shape, step, place, mapSize, output, lowerWeights, upperWeights, input) => {
    const { channels } = shape;
    const { single, bytes } = precisionOf(output, lowerWeights, upperWeights, input);
    const outSize = step.outHeight * step.outWidth * channels;
    const offsets = offsetsIn(place, mapSize);
    const allTaps = shape.kernelHeight * shape.kernelWidth * mapSize;
    const { y, x } = axesOf(shape, step);
    const layoutY = { weights: shape.kernelWidth * mapSize, source: step.outWidth * channels, map: place.stride };
    const layoutX = { weights: mapSize, source: channels, map: channels };
    const t = tables.write({ direction: 'backward', y, layoutY, x, layoutX, run: channels, merge: false, bytes });
    const target = address(input, place.rows * step.inHeight * step.inWidth * channels);
    // prettier-ignore
    kernels.signedGather(
      single, channels, address(lowerWeights, allTaps), address(upperWeights, allTaps), offsets, place.rows,
      address(output, place.rows * outSize), outSize * bytes, target,
      t.tableY, t.tableX, t.tableEnd, t.weightStepY, t.sourceStepY, t.weightStepX, t.sourceStepX,
    );
  };
}

/** Largest index of a sparse matrix, looked up once: its arrays do not change after the first use. */
const largestIndex = new WeakMap<SparseRows, number>();

function checkIndices(sparse: SparseRows, inputSize: number): void {
  let largest = largestIndex.get(sparse);
  if (largest === undefined) {
    largest = -1;
    for (const index of sparse.indices) {
      if (index < 0) throw misuse(`A sparse map reads element ${index}.`);
      largest = Math.max(largest, index);
    }
    const entries = sparse.starts.at(-1) ?? 0;
    if (entries > sparse.indices.length) throw misuse(`A sparse map of ${sparse.indices.length} entries claims ${entries}.`);
    largestIndex.set(sparse, largest);
  }
  if (largest >= inputSize) throw misuse(`A sparse map reads element ${largest} of ${inputSize}.`);
}

/** `Engine.sparseBackward`. */
export function sparseKernel(kernels: Kernels): Engine['sparseBackward'] {
  return (sparse, place, output, inputSize, input) => {
    const { single, bytes } = precisionOf(output, sparse.weights, input);
    checkIndices(sparse, inputSize);
    const offsets = offsetsIn(place, sparse.starts.length - 1);
    const { rows, height, run, stride } = place;
    kernels.scatter(
      ...[single, rows, height, run, stride, offsets, address(output, rows * height * run)],
      ...[address(sparse.starts, 1), address(sparse.indices, 0), address(sparse.weights, sparse.indices.length)],
      ...[address(input, rows * inputSize), inputSize * bytes],
    );
  };
}
