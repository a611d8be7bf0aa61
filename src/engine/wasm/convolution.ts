import type { Coefficients, ConvStep, ConvWeights } from '../engine.js';
import { misuse } from '../misuse.js';
import { address, precisionOf } from './checks.js';
import type { Kernels } from './kernels.js';
import { BackwardConvolution } from './backward.js';
import { axesOf, sizes } from './conv-geometry.js';
import { LISTS_BYTES } from './live-columns.js';
import type { Room } from './room.js';
import { Steps } from './steps.js';
import type { TapTables, TapArguments } from './taps.js';
import { isDepthwise, packed, type PackedWeights, type SingleStore } from './weights.js';

/** Bytes of a double. */
const BYTES = 8;

/** Positions from which on magnitudes of filters are worth making beforehand. */
const LEAST_POSITIONS = 8;

/** The convolution kernels of `Engine`, on one instance. */
export class Convolution {
  readonly #kernels: Kernels;
  readonly #tables: TapTables;
  readonly #steps: Steps;
  readonly #backward: BackwardConvolution;
  readonly #room: Room;

  constructor(kernels: Kernels, tables: TapTables, room: Room, store: SingleStore) {
    this.#kernels = kernels;
    this.#tables = tables;
    this.#steps = new Steps(tables);
    this.#room = room;
    this.#backward = new BackwardConvolution(kernels, this.#steps, room, store);
  }

  backward(given: ConvWeights, step: ConvStep, rows: number, output: Coefficients, input: Coefficients): void {
    this.#backward.run(packed(given), step, rows, output, input);
  }

  forward(given: ConvWeights, step: ConvStep, rows: number, absolute: boolean, input: Float64Array, output: Float64Array): void {
    const weights = packed(given);
    const { shape } = weights;
    const size = sizes(weights, step);
    const source = address(input, rows * size.input);
    const target = address(output, rows * size.output);
    const t = this.#forwardTaps(weights, step);
    const sourceRow = size.input * BYTES;
    if (isDepthwise(shape)) {
      const start = weights.forward.byteOffset;
      // prettier-ignore
      this.#kernels.depthwise(
        0, Number(absolute), shape.groups, start, rows, source, sourceRow, target,
        t.tableY, t.tableX, t.tableEnd, t.weightStepY, t.sourceStepY, t.weightStepX, t.sourceStepX,
      );
      return;
    }
    const perGroup = shape.inChannels / shape.groups;
    const outPerGroup = shape.outChannels / shape.groups;
    const filters = absolute ? this.#magnitudes(weights, step) : null;
    const filterBytes = shape.kernelHeight * shape.kernelWidth * perGroup * BYTES;
    for (let group = 0; group < shape.groups; group++) {
      const first = group * outPerGroup;
      const start = (filters ?? weights.forward.byteOffset) + first * filterBytes;
      const from = source + group * perGroup * BYTES;
      const to = target + first * BYTES;
      const [targetRow, targetStep] = [size.output * BYTES, shape.outChannels * BYTES];
      // prettier-ignore
      this.#kernels.forward(
        Number(absolute && filters === null), outPerGroup, start, filterBytes, rows, from, sourceRow, to, targetRow, targetStep,
        t.tableY, t.tableX, t.tableEnd, t.weightStepY, t.sourceStepY, t.weightStepX, t.sourceStepX,
      );
    }
  }

  seed(given: ConvWeights, step: ConvStep, rows: number, elements: Int32Array, values: Coefficients, input: Coefficients): void {
    const { shape, filters } = packed(given);
    const precision = precisionOf(values, input);
    const start = address(elements, rows);
    const size = step.outHeight * step.outWidth * shape.outChannels;
    for (let row = 0; row < rows; row++) {
      const element = elements[row]!;
      if (!(element >= 0 && element < size)) throw misuse(`convSeed() was given element ${element} of ${size}.`);
    }
    const target = address(input, rows * step.inHeight * step.inWidth * shape.inChannels);
    // prettier-ignore
    this.#kernels.seed(
      precision.single, rows, start, address(values, rows), filters.byteOffset,
      step.outWidth, shape.outChannels, shape.outChannels / shape.groups, shape.inChannels / shape.groups,
      target, step.inHeight, step.inWidth, shape.inChannels,
      shape.kernelHeight, shape.kernelWidth, shape.strideY, shape.strideX, shape.dilationY, shape.dilationX, step.offsetY, step.offsetX,
    );
  }

  /** Address of the magnitudes of filters that many positions share and that fit the room; null: they are taken as they are loaded. */
  #magnitudes({ forward }: PackedWeights, { outHeight, outWidth }: ConvStep): number | null {
    if (outHeight * outWidth < LEAST_POSITIONS || forward.byteLength > LISTS_BYTES) return null;
    const found = this.#room.of(forward.byteLength);
    this.#kernels.magnitudes(forward.length, forward.byteOffset, found);
    return found;
  }

  #forwardTaps(weights: PackedWeights, step: ConvStep): TapArguments {
    const { shape } = weights;
    const { y, x } = axesOf(weights.shape, step);
    const depthwise = isDepthwise(shape);
    const perTap = depthwise ? shape.groups : shape.inChannels / shape.groups;
    const merge = !depthwise && shape.groups === 1 && shape.dilationX === 1;
    const layoutY = { weights: shape.kernelWidth * perTap, source: step.inWidth * shape.inChannels };
    const layoutX = { weights: perTap, source: shape.inChannels };
    return this.#tables.write({ direction: 'forward', y, layoutY, x, layoutX, run: perTap, merge, bytes: BYTES });
  }
}
