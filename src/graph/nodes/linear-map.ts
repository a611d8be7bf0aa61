import type { Coefficients, ConvShape, ConvStep, ConvWeights } from '../../engine/engine.js';
import { SINGLE_ETA, SINGLE_UNIT, singleGamma, singleTerms } from '../../engine/precision.js';
import { expand, inputShape, required, type OperatorContext } from '../context.js';
import { mapSize, type ConvNode, type DenseNode } from '../graph.js';
import { accumulateConstants } from '../lines.js';
import { SingleConstants, totalReach } from '../singles.js';
import type { Bounds, BoundSettings } from '../operator.js';
import type { RowBlock } from '../row-block.js';
import type { RowWindow } from '../row-window.js';

/**
 * What convolution and dense layers share: z = W h + b with a sliding window (the dense layer being a 1 x 1 kernel on a 1 x 1 map
 * of all elements), its forward, interval and backward rules and its error account.
 */
export class LinearMap {
  readonly fanOut: number;
  readonly parameters: number;
  private readonly engine;
  private readonly weights: ConvWeights;
  readonly bias: Float64Array;
  private readonly biasError: Float64Array | null;
  readonly uncertainty: Float64Array;
  private readonly inputSize: number;
  private readonly outputSize: number;
  private readonly forwardTerms: number;
  /** What a coefficient in singles may be off by, relative to the sum of its absolute products: summation and rounded weights. */
  private readonly singleError: number;
  /** Images of the centre form of the input, `[radius, magnitude]` being `spread`. */
  private readonly centre: Float64Array;
  private readonly imageCentre: Float64Array;
  private readonly imageSpread: Float64Array;
  /** Null before `prepareSingles`. */
  singles: SingleConstants | null = null;

  constructor(
    context: OperatorContext,
    private readonly node: ConvNode | DenseNode,
    shape: ConvShape,
    private readonly whole: ConvStep,
  ) {
    this.engine = context.engine;
    this.weights = this.engine.packConv(shape, node.weights);
    this.inputSize = mapSize(inputShape(context, 0));
    this.outputSize = mapSize(node.shape);
    this.bias = node.bias === null ? context.zeros : expand(this.engine, node.bias, node.shape, 0);
    this.biasError = node.biasError === null ? null : expand(this.engine, node.biasError, node.shape, 0);
    this.uncertainty = this.engine.allocate(this.outputSize);
    const taps = shape.kernelHeight * shape.kernelWidth;
    this.forwardTerms = (taps * shape.inChannels) / shape.groups;
    this.fanOut = (taps * shape.outChannels) / shape.groups;
    const { areSingles } = this.weights;
    this.singleError = singleGamma(singleTerms(shape) + (areSingles ? 0 : 1)) + (areSingles ? 0 : 2 * SINGLE_UNIT);
    this.centre = this.engine.allocate(this.inputSize);
    this.imageCentre = this.engine.allocate(this.outputSize);
    this.imageSpread = this.engine.allocate(2 * this.outputSize);
    this.parameters = node.weights.length + (node.bias?.length ?? 0);
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    this.engine.convForward(this.weights, this.whole, 1, false, required(inputs, 0), output);
    const size = this.outputSize;
    const all = { y: 0, x: 0, c: 0, height: 1, width: 1, channels: size };
    this.engine.addBox(1, 1, 1, size, this.bias, all, output, all, true);
  }

  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void {
    const { lower, upper } = required(inputs, 0);
    const { inputSize, outputSize, imageCentre, imageSpread } = this;
    const spread = this.engine.take(2 * inputSize);
    this.engine.centreForm(lower, upper, this.centre, spread.subarray(0, inputSize), spread.subarray(inputSize, 2 * inputSize));
    this.mapCentreForm(spread);
    this.engine.give(spread);
    this.engine.linearBounds(
      { centre: imageCentre, radius: imageSpread.subarray(0, outputSize), magnitude: imageSpread.subarray(outputSize, 2 * outputSize) },
      this.bias,
      this.biasError,
      {
        forwardTerms: this.forwardTerms,
        backwardTerms: this.fanOut,
        weightUnits: this.node.weightUnits,
        biasGamma: settings.biasGamma,
      },
      { ...output, uncertainty: this.uncertainty },
    );
  }

  prepareSingles(inputs: readonly Bounds[], output: Bounds, biasGamma: number): void {
    const input = required(inputs, 0);
    this.centreAt(input);
    this.singles ??= new SingleConstants(this.engine, this.outputSize);
    const { imageCentre, imageSpread, outputSize, forwardTerms } = this;
    this.engine.singleConstants(
      { centre: imageCentre, radius: imageSpread.subarray(0, outputSize), magnitude: imageSpread.subarray(outputSize, 2 * outputSize) },
      this.bias,
      this.biasError,
      output.anchor,
      {
        forwardTerms,
        weightUnits: this.node.weightUnits,
        relative: this.singleError,
        underflow: this.weights.areSingles ? 0 : SINGLE_ETA * totalReach(this.engine, input),
        biasGamma,
      },
      this.singles,
    );
  }

  /** Centre form of an input around its anchor, where that is not the middle. */
  private centreAt(input: Bounds): void {
    const { centre, inputSize } = this;
    if (isEqual(input.anchor, centre)) return;
    const spread = this.engine.take(2 * inputSize);
    this.engine.anchorForm(input, centre, spread.subarray(0, inputSize), spread.subarray(inputSize, 2 * inputSize));
    this.mapCentreForm(spread);
    this.engine.give(spread);
  }

  private mapCentreForm(spread: Float64Array): void {
    this.engine.convForward(this.weights, this.whole, 1, false, this.centre, this.imageCentre);
    this.engine.convForward(this.weights, this.whole, 2, true, spread, this.imageSpread);
  }

  linearize(): void {
    this.uncertainty.fill(0);
  }

  /** Rows over the output become rows over the input, through `step`; `inputElements` is the size of one input window. */
  backward(block: RowBlock, window: RowWindow, step: ConvStep, inputElements: number): Coefficients {
    const constants = block.single ? this.singles : this;
    if (constants === null) throw new Error('a linear map was not prepared for rows in singles');
    if (!window.hasConstants) accumulateConstants(block, window, constants);
    const input = block.take(block.rows * inputElements);
    if (window.coefficients !== null) {
      this.engine.convBackward(this.weights, step, block.rows, window.coefficients, input);
    } else if (window.unit !== null) {
      const values = block.take(window.unit.values.length);
      values.set(window.unit.values);
      this.engine.convSeed(this.weights, step, block.rows, window.unit.channels, values, input);
      this.engine.give(values);
    }
    block.release(window);
    return input;
  }
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
