import type { Box, Engine, Placement } from '../engine.js';
import { misuse } from '../misuse.js';
import { address, offsetsIn } from './checks.js';
import { Convolution } from './convolution.js';
import { createSharedMemory, SharedHeap } from './heap.js';
import { instantiateKernels, type Kernels } from './kernels.js';
import { poolKernel, sparseKernel } from './maps.js';
import { ScratchPool } from './scratch.js';
import { TapTables } from './taps.js';
import { packWeights } from './weights.js';

const BYTES = 8;

/** Options of {@link createWasmEngine}. */
export interface WasmEngineOptions {
  /** A shared memory of other engines (weights once, scratch per engine). Default: a new one. */
  readonly memory?: WebAssembly.Memory;
  /** Byte address, a multiple of 64, from which engines may use the memory; the same for all engines on it. Default 1024. */
  readonly base?: number;
}

/**
 * The fast engine: AssemblyScript kernels in WebAssembly SIMD on a shared memory. Several engines (in one thread or in workers)
 * may share one memory: arrays and packed weights of one can be read by all.
 *
 * @throws CertifyError `NO_SHARED_MEMORY`, `OUT_OF_MEMORY`; the engine's kernels throw `ENGINE_MISUSE` for arrays too short or foreign.
 */
export function createWasmEngine(options: WasmEngineOptions = {}): Engine {
  const memory = options.memory ?? createSharedMemory();
  const heap = new SharedHeap(memory, options.base ?? 1024);
  const scratch = new ScratchPool(heap);
  const kernels = instantiateKernels(memory);
  const tables = new TapTables(heap);
  const convolution = new Convolution(kernels, tables);
  const allocate = (length: number): Float64Array => heap.doubles(heap.reserve(SharedHeap.bytesFor(length)), length).fill(0);
  return {
    name: 'wasm',
    allocate,
    allocateIndices: (length) => heap.integers(heap.reserve(SharedHeap.bytesFor(length)), length).fill(0),
    clear: (array) => kernels.clear(address(array, 0), array.byteLength),
    take: (length) => scratch.take(length),
    give: (buffer) => scratch.give(buffer),
    packConv: (shape, filters) => packWeights(shape, filters, allocate),
    convBackward: (...values) => convolution.backward(...values),
    convForward: (...values) => convolution.forward(...values),
    convSeed: (...values) => convolution.seed(...values),
    relax(place, coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, bias, error) {
      const maps = [lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty];
      kernels.relax(...windows(place, coefficients, maps), address(bias, place.rows), address(error, place.rows));
    },
    accumulate(place, coefficients, lower, upper, uncertainty, bias, error) {
      const maps = [lower, upper, uncertainty];
      kernels.accumulate(...windows(place, coefficients, maps), address(bias, place.rows), address(error, place.rows));
    },
    addBox: (...values) => addBox(kernels, ...values),
    poolBackward: poolKernel(kernels, tables),
    sparseBackward: sparseKernel(kernels),
    dualNorm(place, coefficients, weight, kind, sums) {
      const kernel = kind === 'l2' ? kernels.squares : kernels.largest;
      kernel(...windows(place, coefficients, [weight]), address(sums, place.rows));
    },
  };
}

/** The arguments that describe a block and the maps it meets; lines that are neighbours in the map too count as one. */
function windows(place: Placement, coefficients: Float64Array, maps: readonly Float64Array[]): number[] {
  const { rows, height, run, stride } = place;
  const mapSize = Math.min(...maps.map((map) => map.length));
  const offsets = offsetsIn(place, mapSize);
  const block = address(coefficients, rows * height * run);
  const whole = stride === run || height === 1;
  const lines = whole ? [1, height * run, 0] : [height, run, stride * BYTES];
  return [rows, ...lines, offsets, block, ...maps.map((map) => address(map, 0))];
}

function addBox(
  kernels: Kernels,
  rows: number,
  height: number,
  width: number,
  channels: number,
  source: Float64Array,
  from: Box,
  target: Float64Array,
  to: Box,
  add: boolean,
): void {
  const place = (array: Float64Array, box: Box): number[] => {
    const fits = box.y >= 0 && box.x >= 0 && box.c >= 0;
    if (!fits || box.y + height > box.height || box.x + width > box.width || box.c + channels > box.channels) {
      throw misuse(`addBox() of ${height}x${width}x${channels} elements leaves its window of ${box.height}x${box.width}x${box.channels}.`);
    }
    const line = box.width * box.channels;
    const start = address(array, rows * box.height * line) + (box.y * line + box.x * box.channels + box.c) * BYTES;
    return [start, box.height * line * BYTES, line * BYTES, box.channels * BYTES];
  };
  const wholeChannels = channels === from.channels && channels === to.channels;
  const wholeLines = wholeChannels && width === from.width && width === to.width;
  const whole = [1, 1, height * width * channels];
  const lines = [height, 1, width * channels];
  const size = wholeLines ? whole : wholeChannels ? lines : [height, width, channels];
  (add ? kernels.addBox : kernels.copyBox)(rows, ...size, ...place(source, from), ...place(target, to));
}
