import type { Box, Coefficients, Engine, Placement } from '../engine.js';
import { misuse } from '../misuse.js';
import { address, offsetsIn, precisionOf } from './checks.js';
import { Convolution } from './convolution.js';
import { createSharedMemory, SharedHeap } from './heap.js';
import { builtKernels, fastestSimd, instantiateKernels, type Kernels, type Simd } from './kernels.js';
import { LiveColumns } from './live-columns.js';
import { poolKernel, sparseKernel } from './maps.js';
import { ScratchPool } from './scratch.js';
import { TapTables } from './taps.js';
import { packWeights, reserveSingles, type SingleStore } from './weights.js';

/** Options of {@link createWasmEngine}. */
export interface WasmEngineOptions {
  /** A shared memory of other engines (weights once, scratch per engine). Default: a new one. */
  readonly memory?: WebAssembly.Memory;
  /** Byte address, a multiple of 64, from which engines may use the memory; the same for all engines on it. Default 1024. */
  readonly base?: number;
  /**
   * The build of the kernels: `relaxed` with fused multiply-adds (relaxed SIMD; its last bits depend on the processor), or `plain`. Default:
   * `relaxed` where WebAssembly has it. Bounds of both are sound.
   */
  readonly simd?: Simd;
  /** Whether room for weights in singles is made with the weights, so that all engines on the memory share them too. Default: each engine has its own. */
  readonly shareSingles?: boolean;
}

/**
 * The fast engine: AssemblyScript kernels in WebAssembly SIMD on a shared memory. Several engines (in one thread or in workers)
 * may share one memory: arrays and packed weights of one can be read by all.
 *
 * @throws CertifyError `NO_SHARED_MEMORY`, `OUT_OF_MEMORY`, `NO_RELAXED_SIMD`; the engine's kernels throw `ENGINE_MISUSE` for arrays too short or foreign.
 */
export function createWasmEngine(options: WasmEngineOptions = {}): Engine {
  const memory = options.memory ?? createSharedMemory();
  const heap = new SharedHeap(memory, options.base ?? 1024);
  const scratch = new ScratchPool(heap);
  const simd = options.simd ?? fastestSimd();
  const kernels = instantiateKernels(memory, builtKernels(simd));
  const tables = new TapTables(heap);
  const own = new WeakSet<ArrayLike<number>>();
  const holds = (filters: ArrayLike<number>): filters is Float64Array => own.has(filters);
  const allocate = (length: number): Float64Array => {
    const array = heap.doubles(heap.reserve(SharedHeap.bytesFor(length)), length).fill(0);
    own.add(array);
    return array;
  };
  const allocateSingles = (length: number): Float32Array => heap.singles(heap.reserve(SharedHeap.bytesFor(length, 4)), length).fill(0);
  const store: SingleStore = {
    singles: (length) => heap.singles(heap.reserve(SharedHeap.bytesFor(length, 4)), length),
    integers: (length) => heap.integers(heap.reserve(SharedHeap.bytesFor(length, 4)), length),
  };
  const convolution = new Convolution(kernels, tables, new LiveColumns(heap, kernels), store);
  return {
    name: simd === 'plain' ? 'wasm' : 'wasm-relaxed',
    allocate,
    allocateSingles,
    allocateIndices: (length) => heap.integers(heap.reserve(SharedHeap.bytesFor(length)), length).fill(0),
    clear: (array) => kernels.clear(address(array, 0), array.byteLength),
    take: (length) => scratch.take(length),
    takeSingles: (length) => scratch.takeSingles(length),
    give: (buffer) => scratch.give(buffer),
    widen: (source, target) => kernels.widen(source.length, address(source, 0), address(target, source.length)),
    packConv(shape, filters) {
      const weights = packWeights(shape, filters, { allocate, holds });
      if (options.shareSingles === true) reserveSingles(weights, store);
      return weights;
    },
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
      precisionOf(weight, coefficients, sums);
      const kernel = kind === 'l2' ? kernels.squares : kernels.largest;
      kernel(...windows(place, coefficients, [weight]).slice(1), address(sums, place.rows));
    },
  };
}

/** The arguments that describe a block and the maps it meets; lines that are neighbours in the map too count as one. */
function windows(place: Placement, coefficients: Coefficients, maps: readonly Coefficients[]): number[] {
  const { single, bytes } = precisionOf(coefficients, ...maps);
  const { rows, height, run, stride } = place;
  const mapSize = Math.min(...maps.map((map) => map.length));
  const offsets = offsetsIn(place, mapSize);
  const block = address(coefficients, rows * height * run);
  const whole = stride === run || height === 1;
  const lines = whole ? [1, height * run, 0] : [height, run, stride * bytes];
  return [single, rows, ...lines, offsets, block, ...maps.map((map) => address(map, 0))];
}

function addBox(
  kernels: Kernels,
  rows: number,
  height: number,
  width: number,
  channels: number,
  source: Coefficients,
  from: Box,
  target: Coefficients,
  to: Box,
  add: boolean,
): void {
  const { single, bytes } = precisionOf(source, target);
  const place = (array: Coefficients, box: Box): number[] => {
    const fits = box.y >= 0 && box.x >= 0 && box.c >= 0;
    if (!fits || box.y + height > box.height || box.x + width > box.width || box.c + channels > box.channels) {
      throw misuse(`addBox() of ${height}x${width}x${channels} elements leaves its window of ${box.height}x${box.width}x${box.channels}.`);
    }
    const line = box.width * box.channels;
    const start = address(array, rows * box.height * line) + (box.y * line + box.x * box.channels + box.c) * bytes;
    return [start, box.height * line * bytes, line * bytes, box.channels * bytes];
  };
  const wholeChannels = channels === from.channels && channels === to.channels;
  const wholeLines = wholeChannels && width === from.width && width === to.width;
  const whole = [1, 1, height * width * channels];
  const lines = [height, 1, width * channels];
  const size = wholeLines ? whole : wholeChannels ? lines : [height, width, channels];
  (add ? kernels.addBox : kernels.copyBox)(single, rows, ...size, ...place(source, from), ...place(target, to));
}
