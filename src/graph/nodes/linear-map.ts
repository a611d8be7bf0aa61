import type { ConvShape, ConvStep, ConvWeights } from '../../engine/engine.js';
import { centreForm, linearBounds } from '../../engine/interval.js';
import { expand, inputShape, required, type OperatorContext } from '../context.js';
import { mapSize, type ConvNode, type DenseNode } from '../graph.js';
import { accumulateConstants } from '../lines.js';
import type { Bounds, BoundSettings } from '../operator.js';
import type { RowBlock, RowWindow } from '../row-block.js';

/**
 * What convolution and dense layers share: z = W h + b with a sliding window (the dense layer being a 1 x 1 kernel on a 1 x 1 map
 * of all elements), its forward, interval and backward rules and its error account.
 */
export class LinearMap {
  readonly fanOut: number;
  readonly parameters: number;
  private readonly engine;
  private readonly weights: ConvWeights;
  private readonly bias: Float64Array;
  private readonly biasError: Float64Array | null;
  private readonly uncertainty: Float64Array;
  private readonly inputSize: number;
  private readonly outputSize: number;
  private readonly forwardTerms: number;

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
    this.parameters = node.weights.length + (node.bias?.length ?? 0);
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    this.engine.convForward(this.weights, this.whole, 1, false, required(inputs, 0), output);
    const bias = this.bias;
    output.forEach((value, k) => {
      output[k] = value + (bias[k] ?? NaN);
    });
  }

  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void {
    const { lower, upper } = required(inputs, 0);
    const { engine, inputSize, outputSize } = this;
    const centre = engine.take(inputSize);
    const spread = engine.take(2 * inputSize);
    const imageCentre = engine.take(outputSize);
    const imageSpread = engine.take(2 * outputSize);
    centreForm(lower, upper, centre, spread.subarray(0, inputSize), spread.subarray(inputSize, 2 * inputSize));
    engine.convForward(this.weights, this.whole, 1, false, centre, imageCentre);
    engine.convForward(this.weights, this.whole, 2, true, spread, imageSpread);
    linearBounds(
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
    for (const buffer of [centre, spread, imageCentre, imageSpread]) engine.give(buffer);
  }

  linearize(): void {
    this.uncertainty.fill(0);
  }

  /** Rows over the output become rows over the input, through `step`; `inputElements` is the size of one input window. */
  backward(block: RowBlock, window: RowWindow, step: ConvStep, inputElements: number): Float64Array {
    accumulateConstants(block, window, this.bias, this.uncertainty);
    const input = this.engine.take(block.rows * inputElements);
    if (window.coefficients !== null) {
      this.engine.convBackward(this.weights, step, block.rows, window.coefficients, input);
    } else if (window.unit !== null) {
      const values = this.engine.take(window.unit.values.length);
      values.set(window.unit.values);
      this.engine.convSeed(this.weights, step, block.rows, window.unit.channels, values, input);
      this.engine.give(values);
    }
    block.release(window);
    return input;
  }
}
