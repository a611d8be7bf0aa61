import type { Coefficients, ConvShape, ConvWeights } from '../engine.js';
import { misuse } from '../misuse.js';
import { canRunAcrossRows } from '../precision.js';
import { address } from './checks.js';
import type { Kernels } from './kernels.js';
import { tapOrder } from './taps.js';

/** Filters as the backward kernels want them. */
export interface BackwardWeights<T extends Coefficients> {
  /** `[group][block of two vectors or 1 input channels][packed tap][out channel][lane]`; depthwise: `[packed tap][channel]`. */
  readonly backward: T;
  /** `[packed tap][out channel][lane]` of the input channels of `leftOver`, padded with zeros to whole vectors; null: none are left, or groups. */
  readonly padded: T | null;
  /** `[line of taps][out channel][tap][in channel]` where `hasLines`; else null. */
  readonly lines: T | null;
}

/** Room for weights in singles. Threads on one memory may fill it at the same time: they write the same bytes. */
interface SingleWeights extends BackwardWeights<Float32Array> {
  /** One element, 1 when the weights are there. */
  readonly ready: Int32Array;
}

/** Filters as the WASM kernels want them. All arrays are the engine's; a structured clone serves other threads on the same memory. */
export interface PackedWeights extends ConvWeights, BackwardWeights<Float64Array> {
  /** `backward` and `padded` in singles, rounded to nearest; filled when they are first asked for. null: no room yet. */
  singles: SingleWeights | null;
  /** Depthwise, forward: `[tap][channel]`; else the plain filters. */
  readonly forward: Float64Array;
}

/** One input and one output channel per group. */
export function isDepthwise(shape: ConvShape): boolean {
  return shape.groups > 1 && shape.groups === shape.inChannels && shape.groups === shape.outChannels;
}

/** How many arrays as long as the filters `packConv` makes. */
export function packedCopies(shape: ConvShape): number {
  return isDepthwise(shape) ? 3 : 2;
}

/** Whether all input channels do not fill a block of two vectors. */
export function isNarrow({ groups, inChannels }: Pick<ConvShape, 'groups' | 'inChannels'>, width: number): boolean {
  return groups === 1 && inChannels < width;
}

/** Whether there are weights in lines: for few input channels, and in singles for all filters of more than one tap that may have them. */
export function hasLines(shape: ConvShape, width: number): boolean {
  return isNarrow(shape, width) || (width === 8 && shape.kernelHeight * shape.kernelWidth > 1 && canRunAcrossRows(shape));
}

interface LeftOver {
  readonly channels: number;
  readonly lanes: number;
}

/**
 * Input channels that do not fill a block of two vectors, beside those that do, and the lanes they take. In doubles, a single vector is taken together with the block before
 * it: a pass over a list for it alone would take three quarters of the time of one for two.
 */
export function leftOver(shape: ConvShape, width: number): LeftOver {
  const rest = shape.groups === 1 && !isNarrow(shape, width) ? shape.inChannels % width : 0;
  const isSingle = rest > 0 && rest <= width / 2;
  const channels = isSingle && width === 4 ? rest + width : rest;
  return { channels, lanes: Math.ceil(channels / (width / 2)) * (width / 2) };
}

/** Elements of the padded weights of the channels that are left over, in blocks of `width`. */
function paddedLength(shape: ConvShape, width: number): number {
  return shape.kernelHeight * shape.kernelWidth * shape.outChannels * leftOver(shape, width).lanes;
}

/** Lengths of the weights beside the plain and the backward ones, zero where there are none: padded ones and those of lines. */
export function furtherLengths(shape: ConvShape, width: number): { readonly padded: number; readonly lines: number } {
  const filters = shape.kernelHeight * shape.kernelWidth * shape.outChannels * shape.inChannels;
  return { padded: paddedLength(shape, width), lines: hasLines(shape, width) ? filters : 0 };
}

/** Narrows what `packConv` of this engine returned. */
export function packed(weights: ConvWeights): PackedWeights {
  if (!('backward' in weights)) throw misuse('Weights packed by another engine were given to the WASM engine.');
  return weights as PackedWeights;
}

/** Flat indices `ky * kernelWidth + kx` of the taps in packed order. */
function packedTaps(shape: ConvShape): number[] {
  const columns = tapOrder(shape.kernelWidth, shape.strideX, shape.dilationX);
  return tapOrder(shape.kernelHeight, shape.strideY, shape.dilationY).flatMap((ky) => columns.map((kx) => ky * shape.kernelWidth + kx));
}

/** What packs. */
interface Packing {
  readonly kernels: Pick<Kernels, 'copyLanes' | 'areSingles'>;
}

/** Where packed weights go. */
interface WeightStore extends Packing {
  readonly allocate: (length: number) => Float64Array;
  /** Whether `allocate` handed out an array: it is its own plain copy. */
  readonly holds: (filters: ArrayLike<number>) => filters is Float64Array;
}

/** Packs filters `[outChannel][tap][inChannel / groups]`. */
export function packWeights(shape: ConvShape, filters: ArrayLike<number>, { allocate, holds, kernels }: WeightStore): PackedWeights {
  const { groups, inChannels, outChannels, kernelHeight, kernelWidth } = shape;
  const length = outChannels * kernelHeight * kernelWidth * (inChannels / groups);
  if (filters.length !== length) throw misuse(`packConv() was given ${filters.length} weights for a shape of ${length}.`);
  const plain = holds(filters) ? filters : allocate(length);
  if (plain !== filters) plain.set(filters);
  const backward = allocate(length);
  packBackward(kernels, shape, plain, backward);
  const { padded, lines } = allocateFurther(shape, 4, allocate);
  packFurther(kernels, shape, plain, 4, { padded, lines });
  const known = {
    shape,
    filters: plain,
    areSingles: kernels.areSingles(length, address(plain, length)) !== 0,
    backward,
    padded,
    lines,
    singles: null,
  };
  if (!isDepthwise(shape)) return { ...known, forward: plain };
  const forward = allocate(length);
  const taps = kernelHeight * kernelWidth;
  for (let tap = 0; tap < taps; tap++) copyTo(kernels, plain, tap, taps, 1, groups, forward, tap * groups, 1);
  return { ...known, forward };
}

/** Where weights in singles go: fresh memory, all zeros, which what pads them stays. */
export interface SingleStore extends Packing {
  readonly singles: (length: number) => Float32Array;
  readonly integers: (length: number) => Int32Array;
}

/** Room for the weights in singles, which costs nothing before it is filled but addresses. */
export function reserveSingles(weights: PackedWeights, { singles, integers }: Omit<SingleStore, 'kernels'>): SingleWeights {
  const { length } = weights.filters;
  weights.singles ??= { backward: singles(length), ...allocateFurther(weights.shape, 8, singles), ready: integers(1) };
  return weights.singles;
}

/** The weights of a backward kernel on singles. */
export function singlesOf(weights: PackedWeights, store: SingleStore): BackwardWeights<Float32Array> {
  const room = weights.singles ?? reserveSingles(weights, store);
  if (Atomics.load(room.ready, 0) === 1) return room;
  packBackward(store.kernels, weights.shape, weights.filters, room.backward);
  packFurther(store.kernels, weights.shape, weights.filters, 8, room);
  Atomics.store(room.ready, 0, 1);
  return room;
}

type Packer = Packing['kernels'];

/** `count` times `lanes` neighbouring elements, `step` apart, from `source[from]` to `target[to]`, where they are `targetStep` apart. */
// prettier-ignore
function copyTo(
  kernels: Packer, source: Float64Array, from: number, step: number, lanes: number, count: number, target: Coefficients, to: number, targetStep: number,
): void {
  if (count === 0) return;
  const [start, bytes] = [address(source, from + (count - 1) * step + lanes), target.BYTES_PER_ELEMENT];
  const into = address(target, to + (count - 1) * targetStep + lanes);
  kernels.copyLanes(bytes === 4 ? 1 : 0, lanes, count, start + from * 8, step * 8, into + to * bytes, targetStep * bytes);
}

/** Packs for the backward kernels, in blocks of two vectors of input channels. */
function packBackward(kernels: Packer, shape: ConvShape, plain: Float64Array, target: Coefficients): void {
  if (isDepthwise(shape)) packChannels(kernels, shape, plain, target);
  else packBlocks(kernels, shape, plain, target);
}

/** The weights beside the plain and the backward ones. */
type FurtherWeights<T extends Coefficients> = Pick<BackwardWeights<T>, 'padded' | 'lines'>;

function allocateFurther<T extends Coefficients>(shape: ConvShape, width: number, allocate: (length: number) => T): FurtherWeights<T> {
  const { padded, lines } = furtherLengths(shape, width);
  return { padded: padded > 0 ? allocate(padded) : null, lines: lines > 0 ? allocate(lines) : null };
}

function packFurther(kernels: Packer, shape: ConvShape, plain: Float64Array, width: number, into: FurtherWeights<Coefficients>): void {
  if (into.padded !== null) packPadded(kernels, shape, plain, leftOver(shape, width), into.padded);
  if (into.lines !== null) packLines(kernels, shape, plain, into.lines);
}

function packPadded(kernels: Packer, shape: ConvShape, plain: Float64Array, { channels, lanes }: LeftOver, target: Coefficients): void {
  const { inChannels, outChannels } = shape;
  const taps = packedTaps(shape);
  taps.forEach((tap, index) => {
    const from = (tap + 1) * inChannels - channels;
    copyTo(kernels, plain, from, taps.length * inChannels, channels, outChannels, target, index * outChannels * lanes, lanes);
  });
}

function packLines(kernels: Packer, shape: ConvShape, plain: Float64Array, target: Coefficients): void {
  const { inChannels, outChannels, kernelHeight, kernelWidth } = shape;
  const line = kernelWidth * inChannels;
  for (let ky = 0; ky < kernelHeight; ky++) {
    copyTo(kernels, plain, ky * line, kernelHeight * line, line, outChannels, target, ky * outChannels * line, line);
  }
}

function packChannels(kernels: Packer, shape: ConvShape, plain: Float64Array, target: Coefficients): void {
  const taps = packedTaps(shape);
  taps.forEach((tap, index) => {
    copyTo(kernels, plain, tap, taps.length, 1, shape.groups, target, index * shape.groups, 1);
  });
}

function packBlocks(kernels: Packer, shape: ConvShape, plain: Float64Array, target: Coefficients): void {
  const taps = packedTaps(shape);
  const perGroup = shape.inChannels / shape.groups;
  const outPerGroup = shape.outChannels / shape.groups;
  const step = taps.length * perGroup;
  let at = 0;
  for (let group = 0; group < shape.groups; group++) {
    for (const { first, lanes } of channelBlocks(perGroup, 32 / target.BYTES_PER_ELEMENT)) {
      for (const tap of taps) {
        copyTo(kernels, plain, group * outPerGroup * step + tap * perGroup + first, step, lanes, outPerGroup, target, at, lanes);
        at += outPerGroup * lanes;
      }
    }
  }
}

/** Blocks of `width` input channels, then single ones. */
function channelBlocks(channels: number, width: number): { first: number; lanes: number }[] {
  const blocks = [];
  let first = 0;
  for (const lanes of [width, 1]) {
    for (; channels - first >= lanes; first += lanes) blocks.push({ first, lanes });
  }
  return blocks;
}
