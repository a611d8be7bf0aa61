import type { ConvShape, ConvStep } from '../engine.js';
import { linesTaps } from './across-rows-all.js';
import type { Precision } from './checks.js';
import { axesOf, sizes } from './conv-geometry.js';
import type { Block, Demand } from './live-columns.js';
import { sourceStep, type TapArguments, type TapRequest, type TapTables } from './taps.js';
import { isDepthwise, leftOver, type PackedWeights } from './weights.js';

/** Where the filters of backward kernels lie (`BackwardWeights`). */
export interface FilterAddresses {
  readonly backward: number;
  readonly padded: number | null;
  readonly lines: number | null;
}

interface Part {
  readonly kernel: 'backward' | 'backwardRest';
  /** Blocks of two vectors, or channels. */
  readonly count: number;
  /** The first one. */
  readonly channel: number;
}

/** Of the kernels of all coefficients, of lists, and of lanes over rows. */
type TapKind = 'all' | 'listed' | 'lines';

/** A step of rows of one precision through one convolution, and the blocks that take it now. */
export class KnownStep implements Precision {
  readonly single;
  readonly bytes;
  /** Elements of a row. */
  readonly outputSize: number;
  readonly inputSize: number;
  /** Bytes of a row. */
  readonly targetRow: number;
  readonly demand: Demand;
  /** The input channels of a group. */
  readonly parts: readonly Part[];
  /** Null before the first use. */
  filters: FilterAddresses | null = null;
  readonly output: Block & { address: number };
  target = 0;
  /** How often the step was taken. */
  uses = 0;
  /** Tables of taps that are kept. */
  readonly taps: Record<TapKind, TapArguments | null> = { all: null, listed: null, lines: null };

  constructor(
    readonly weights: PackedWeights,
    readonly step: ConvStep,
    { single, bytes }: Precision,
  ) {
    const { shape } = weights;
    const { output, input } = sizes(weights, step);
    this.single = single;
    this.bytes = bytes;
    this.outputSize = output;
    this.inputSize = input;
    this.targetRow = input * bytes;
    this.demand = demandOf(shape, bytes);
    this.parts = parts(shape.inChannels / shape.groups, bytes);
    this.output = { address: 0, rowBytes: output * bytes, positions: step.outHeight * step.outWidth, channels: shape.outChannels };
  }
}

type ByStep = WeakMap<PackedWeights, WeakMap<ConvStep, KnownStep>>;

/**
 * What a backward step takes that does not depend on the rows: made for each `ConvStep` object once, as long as there is room for tables of taps. Those who
 * make a step keep it as long as they need it.
 */
export class Steps {
  readonly #tables: TapTables;
  readonly #doubles: ByStep = new WeakMap();
  readonly #singles: ByStep = new WeakMap();

  constructor(tables: TapTables) {
    this.#tables = tables;
  }

  /** For the next block. */
  of(weights: PackedWeights, step: ConvStep, precision: Precision): KnownStep {
    const byStep = precision.single === 1 ? this.#singles : this.#doubles;
    const known = byStep.get(weights)?.get(step) ?? this.#fresh(byStep, weights, step, precision);
    known.uses++;
    return known;
  }

  #fresh(byStep: ByStep, weights: PackedWeights, step: ConvStep, precision: Precision): KnownStep {
    const fresh = new KnownStep(weights, step, precision);
    if (this.#tables.isFull) return fresh;
    const ofWeights = byStep.get(weights) ?? new WeakMap<ConvStep, KnownStep>();
    byStep.set(weights, ofWeights.set(step, fresh));
    return fresh;
  }

  /** Tables of a step that is taken for the first time are written for that call. */
  tapsOf(known: KnownStep, kind: TapKind): TapArguments {
    const found = known.taps[kind];
    if (found !== null) return found;
    const request = REQUESTS[kind](known);
    const kept = known.uses > 1 ? this.#tables.keep(request) : null;
    known.taps[kind] = kept;
    return kept ?? this.#tables.write(request);
  }
}

/** A single vector of leftover channels waits for its additions: it counts half as much again, and a single channel never pays. Three at once are faster than single channels by what they pad. */
function demandOf(shape: ConvShape, bytes: number): Demand {
  const { inChannels, kernelHeight, kernelWidth, strideY, strideX } = shape;
  const width = 32 / bytes;
  const { channels, lanes } = leftOver(shape, width);
  const taken = lanes > width ? inChannels : inChannels - channels + (lanes === width / 2 ? 1.5 * lanes : lanes);
  const taps = Math.max(1, (kernelHeight * kernelWidth) / (strideY * strideX));
  return { work: inChannels === 1 ? 0 : inChannels * taps, lanes: taken / inChannels };
}

const REQUESTS: Readonly<Record<TapKind, (known: KnownStep) => TapRequest>> = {
  all({ weights, step, bytes }) {
    const { shape } = weights;
    const { y, x } = axesOf(shape, step);
    const depthwise = isDepthwise(shape);
    const run = depthwise ? shape.groups : shape.outChannels / shape.groups;
    const merge = !depthwise && shape.groups === 1 && sourceStep('packed', x) === 1;
    const layoutY = { weights: shape.kernelWidth * run, source: step.outWidth * shape.outChannels };
    return { direction: 'packed', y, layoutY, x, layoutX: { weights: run, source: shape.outChannels }, run, merge, bytes };
  },
  /** The source are the starts of positions in a list, 4 bytes each; a run counts positions. */
  listed({ weights, step, bytes }) {
    const { outChannels, kernelWidth } = weights.shape;
    const { y, x } = axesOf(weights.shape, step);
    const start = 4 / bytes;
    const layoutY = { weights: kernelWidth * outChannels, source: step.outWidth * start };
    const merge = sourceStep('packed', x) === 1;
    return { direction: 'packed', y, layoutY, x, layoutX: { weights: outChannels, source: start }, run: 1, merge, bytes };
  },
  lines: ({ weights, step, bytes }) => linesTaps(weights.shape, step, bytes),
};

/** How the input channels of a group are divided among the kernels. */
function parts(channels: number, bytes: number): Part[] {
  const width = 32 / bytes;
  const whole = channels - (channels % width);
  const found: Part[] = [];
  if (whole > 0) found.push({ kernel: 'backward', count: whole / width, channel: 0 });
  for (let channel = whole; channel < channels; channel += 4) {
    found.push({ kernel: 'backwardRest', count: Math.min(channels - channel, 4), channel });
  }
  return found;
}
