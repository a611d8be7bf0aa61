import type { Box, Coefficients, Engine, Placement } from '../engine.js';
import { misuse } from '../misuse.js';
import { sumTerms } from '../rounding.js';
import { address, LastAddress, mixedPrecision, offsetsIn, precisionOf, type Precision } from './checks.js';
import { Convolution } from './convolution.js';
import { createSharedMemory, SharedHeap } from './heap.js';
import { anchoredKernels } from './anchored.js';
import { intervalKernels } from './intervals.js';
import type { Simd } from './kernel-bytes.js';
import { builtKernels, fastestSimd, instantiateKernels, type Kernels } from './kernels.js';
import { LISTS_BYTES } from './live-columns.js';
import { poolKernel, sparseKernel } from './maps.js';
import { Room } from './room.js';
import { sShapedKernel } from './s-shaped.js';
import { ScratchPool } from './scratch.js';
import { TapTables } from './taps.js';
import { packWeights, reserveSingles, type SingleStore } from './weights.js';

/** Options of {@link createWasmEngine}. */
export interface WasmEngineOptions {
  /** A shared memory of other engines (weights once, scratch per engine). Default: a new one. */
  readonly memory?: WebAssembly.Memory;
  /** Byte address, a multiple of 64, from which engines may use the memory, 4 bytes that are zero; the same for all engines on it. Default 1024. */
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
  const [biases, errors] = [new LastAddress(), new LastAddress()];
  const own = new WeakSet<ArrayLike<number>>();
  const holds = (filters: ArrayLike<number>): filters is Float64Array => own.has(filters);
  const allocate = (length: number): Float64Array => {
    const array = heap.zeroed(heap.doubles(heap.reserve(SharedHeap.bytesFor(length)), length));
    own.add(array);
    return array;
  };
  const allocateSingles = (length: number): Float32Array => heap.zeroed(heap.singles(heap.reserve(SharedHeap.bytesFor(length, 4)), length));
  const allocateIndices = (length: number): Int32Array => heap.zeroed(heap.integers(heap.reserve(SharedHeap.bytesFor(length, 4)), length));
  const store: SingleStore = { singles: allocateSingles, integers: allocateIndices, kernels };
  const room = new Room(heap, LISTS_BYTES);
  const convolution = new Convolution(kernels, tables, room, store);
  return {
    name: simd === 'plain' ? 'wasm' : 'wasm-relaxed',
    allocate,
    allocateSingles,
    allocateIndices,
    clear: (array) => kernels.clear(address(array, 0), array.byteLength),
    take: (length) => scratch.take(length),
    takeSingles: (length) => scratch.takeSingles(length),
    give: (buffer) => scratch.give(buffer),
    packConv(shape, filters) {
      const weights = packWeights(shape, filters, { allocate, holds, kernels });
      if (options.shareSingles === true) reserveSingles(weights, store);
      return weights;
    },
    convBackward: (weights, step, rows, output, input) => {
      convolution.backward(weights, step, rows, output, input);
    },
    convForward: (weights, step, rows, absolute, input, output) => {
      convolution.forward(weights, step, rows, absolute, input, output);
    },
    convSeed: (weights, step, rows, elements, values, input) => {
      convolution.seed(weights, step, rows, elements, values, input);
    },
    sumTerms,
    relax(place, coefficients, lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, bias, error) {
      const size = Math.min(
        lowerSlope.length,
        lowerIntercept.length,
        upperSlope.length,
        upperIntercept.length,
        (uncertainty ?? lowerSlope).length,
      );
      const { single, rows, height, run, stride, offsets, block } = windows(place, coefficients, size);
      if (uncertainty === null && single === 1) throw misuse('relax() of singles was given no uncertainty.');
      // prettier-ignore
      kernels.relax(
        single, rows, height, run, stride, offsets, block,
        mapAddress(lowerSlope, single), mapAddress(lowerIntercept, single),
        mapAddress(upperSlope, single), mapAddress(upperIntercept, single),
        uncertainty === null ? 0 : mapAddress(uncertainty, single), biases.of(bias, rows), errors.of(error, rows),
      );
    },
    accumulate(place, coefficients, lower, upper, uncertainty, bias, error) {
      const size = Math.min(lower.length, upper.length, (uncertainty ?? lower).length);
      const { single, rows, height, run, stride, offsets, block } = windows(place, coefficients, size);
      if (uncertainty === null && (single === 1 || lower === upper)) throw misuse('accumulate() was given no uncertainty.');
      // prettier-ignore
      kernels.accumulate(
        single, rows, height, run, stride, offsets, block,
        mapAddress(lower, single), mapAddress(upper, single),
        uncertainty === null ? 0 : mapAddress(uncertainty, single), biases.of(bias, rows), errors.of(error, rows),
      );
    },
    subtractReach(place, coefficients, reach, factor, bias, error) {
      if (precisionOf(coefficients, reach).single === 0) throw misuse('subtractReach() was given doubles.');
      const { rows, height, run, stride, offsets, block } = windows(place, coefficients, reach.length);
      kernels.subtractReach(
        rows,
        height,
        run,
        stride,
        offsets,
        block,
        address(reach, 0),
        factor,
        biases.of(bias, rows),
        errors.of(error, rows),
      );
    },
    addBox: (rows, height, width, channels, source, from, target, to, add) => {
      addBox(kernels, rows, height, width, channels, source, from, target, to, add);
    },
    poolBackward: poolKernel(kernels, tables),
    sparseBackward: sparseKernel(kernels),
    ...intervalKernels(kernels),
    ...anchoredKernels(kernels),
    sShapedLines: sShapedKernel(kernels, allocate),
    demote(coefficients, singles) {
      const size = coefficients.length;
      kernels.demote(size, address(coefficients, size), address(singles, size));
    },
    openElements(starts, channels, lower, upper, elements, counts) {
      const runs = starts.length;
      let end = 0;
      for (let run = 0; run < runs; run++) {
        const start = starts[run]!;
        if (!(start >= 0)) throw misuse(`openElements() was given ${start} as the first element of a run.`);
        end = Math.max(end, start + channels);
      }
      // prettier-ignore
      return kernels.openElements(
        runs, address(starts, runs), channels, address(lower, end), address(upper, end), address(elements, runs * channels), address(counts, runs + 1),
      );
    },
    keepRows(coefficients, run, kept, count) {
      let next = 0;
      for (let row = 0; row < count; row++) {
        if (!(kept[row]! >= next)) throw misuse(`keepRows() was given row ${kept[row]} where rows from ${next} on are left.`);
        next = kept[row]! + 1;
      }
      const { bytes } = precisionOf(coefficients);
      kernels.keepRows(run * bytes, address(coefficients, next * run), address(kept, count), count);
    },
    dualNorm(place, coefficients, weight, kind, sums) {
      precisionOf(weight, sums);
      const { single } = precisionOf(coefficients);
      const kernel = kind === 'l2' ? kernels.squares : kernels.largest;
      // Weights are doubles: strides are theirs.
      const { rows, height, run, stride, offsets, block } = windows(place, coefficients, weight.length);
      kernel(single, rows, height, run, single === 0 ? stride : 2 * stride, offsets, block, address(weight, 0), address(sums, rows));
    },
  };
}

/** The first arguments of a kernel. */
interface Windows extends Pick<Precision, 'single'> {
  readonly rows: number;
  readonly height: number;
  readonly run: number;
  /** Bytes. */
  readonly stride: number;
  /** Addresses. */
  readonly offsets: number;
  readonly block: number;
}

/** The arguments that describe a block and where it meets maps of `mapSize` elements; lines that are neighbours in the map too count as one. */
function windows(place: Placement, coefficients: Coefficients, mapSize: number): Windows {
  const { single, bytes } = precisionOf(coefficients);
  const { rows, height, run, stride } = place;
  const offsets = offsetsIn(place, mapSize);
  const block = address(coefficients, rows * height * run);
  if (stride === run || height === 1) return { single, rows, height: 1, run: height * run, stride: 0, offsets, block };
  return { single, rows, height, run, stride: stride * bytes, offsets, block };
}

/** Address of a map that meets a block of that precision. */
function mapAddress(map: Coefficients, single: Precision['single']): number {
  if (precisionOf(map).single !== single) throw mixedPrecision();
  return address(map, 0);
}

function addBox(
  kernels: Kernels,
  rows: number,
  height: number,
  width: number,
  channels: number,
  source: Coefficients,
  given: Box,
  target: Coefficients,
  into: Box,
  add: boolean,
): void {
  const { single, bytes } = precisionOf(source, target);
  const from = boxStart(source, rows, height, width, channels, given, bytes);
  const to = boxStart(target, rows, height, width, channels, into, bytes);
  const givenLine = given.width * given.channels;
  const intoLine = into.width * into.channels;
  const wholeChannels = channels === given.channels && channels === into.channels;
  const wholeLines = wholeChannels && width === given.width && width === into.width;
  const lines = wholeLines ? 1 : height;
  const columns = wholeChannels ? 1 : width;
  const run = wholeLines ? height * width * channels : wholeChannels ? width * channels : channels;
  // prettier-ignore
  (add ? kernels.addBox : kernels.copyBox)(
    single, rows, lines, columns, run,
    from, given.height * givenLine * bytes, givenLine * bytes, given.channels * bytes,
    to, into.height * intoLine * bytes, intoLine * bytes, into.channels * bytes,
  );
}

/** Address of the first element of a box. */
function boxStart(array: Coefficients, rows: number, height: number, width: number, channels: number, box: Box, bytes: number): number {
  const fits = box.y >= 0 && box.x >= 0 && box.c >= 0;
  if (!fits || box.y + height > box.height || box.x + width > box.width || box.c + channels > box.channels) {
    throw misuse(`addBox() of ${height}x${width}x${channels} elements leaves its window of ${box.height}x${box.width}x${box.channels}.`);
  }
  const line = box.width * box.channels;
  return address(array, rows * box.height * line) + (box.y * line + box.x * box.channels + box.c) * bytes;
}
