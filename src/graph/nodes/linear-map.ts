import type { Coefficients, ConvShape, ConvStep, ConvWeights } from '../../engine/engine.js';
import { type CentreForm, isEqual } from '../../engine/interval.js';
import { SINGLE_ETA, SINGLE_UNIT, singleGamma, singleTerms } from '../../engine/precision.js';
import { expand, inputShape, required, type OperatorContext } from '../context.js';
import { mapSize, type ConvNode, type DenseNode } from '../graph.js';
import { accumulateConstants } from '../lines.js';
import { SingleConstants, totalReach } from '../singles.js';
import type { Bounds, BoundSettings } from '../operator.js';
import { DualNorms } from './dual-norms.js';
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
  /** What a coefficient in singles may be off by, relative to the sum of its absolute products: summation and rounded weights. That of a unit row is a single product. */
  private readonly singleError: number;
  private readonly unitError: number;
  private readonly centre: Float64Array;
  /** Of the centre form of the input; radius and magnitude are the halves of `imageSpread`. */
  private readonly image: CentreForm;
  private readonly imageSpread: Float64Array;
  /** Of a map that may read an lp ball; null elsewhere. */
  private readonly dualNorms: DualNorms | null;
  /** Null before `prepareSingles`. */
  singles: SingleConstants | null = null;
  /** The same for unit rows. */
  private unitSingles: SingleConstants | null = null;

  constructor(
    context: OperatorContext,
    private readonly node: ConvNode | DenseNode,
    shape: ConvShape,
    private readonly whole: ConvStep,
  ) {
    this.engine = context.engine;
    this.weights = this.engine.packConv(shape, node.weights);
    this.dualNorms = node.inputs[0] === 0 ? new DualNorms(shape, whole, node.weights) : null;
    this.inputSize = mapSize(inputShape(context, 0));
    this.outputSize = mapSize(node.shape);
    this.bias = node.bias === null ? context.zeros : expand(this.engine, node.bias, node.shape, 0);
    this.biasError = node.biasError === null ? null : expand(this.engine, node.biasError, node.shape, 0);
    this.uncertainty = this.engine.allocate(this.outputSize);
    const taps = shape.kernelHeight * shape.kernelWidth;
    this.forwardTerms = (taps * shape.inChannels) / shape.groups;
    this.fanOut = (taps * shape.outChannels) / shape.groups;
    const { areSingles } = this.weights;
    const errorOf = (terms: number): number => singleGamma(terms + (areSingles ? 0 : 1)) + (areSingles ? 0 : 2 * SINGLE_UNIT);
    this.singleError = errorOf(singleTerms(shape));
    this.unitError = errorOf(1);
    this.centre = this.engine.allocate(this.inputSize);
    const centre = this.engine.allocate(this.outputSize);
    this.imageSpread = this.engine.allocate(2 * this.outputSize);
    this.image = { centre, ...halves(this.imageSpread) };
    this.parameters = node.weights.length + (node.bias?.length ?? 0);
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    this.engine.convForward(this.weights, this.whole, 1, false, required(inputs, 0), output);
    const size = this.outputSize;
    const all = { y: 0, x: 0, c: 0, height: 1, width: 1, channels: size };
    this.engine.addBox(1, 1, 1, size, this.bias, all, output, all, true);
  }

  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void {
    const input = required(inputs, 0);
    const ball = input.ball ?? null;
    if (ball === null || ball.isCut) {
      this.withSpread((radius, magnitude) => {
        this.engine.centreForm(input.lower, input.upper, this.centre, radius, magnitude);
      });
      this.boundImage(output, settings);
    }
    if (ball === null) return;
    const { lower, upper } = output;
    const cut = ball.isCut ? { lower: lower.slice(), upper: upper.slice() } : null;
    this.anchorAt(input);
    this.boundImage(output, settings);
    if (cut !== null) intersect(output, cut);
  }

  /** Bounds from the images of a centre form. */
  private boundImage({ lower, upper }: Bounds, { biasGamma }: BoundSettings): void {
    const { forwardTerms, fanOut: backwardTerms, uncertainty } = this;
    const error = { forwardTerms, backwardTerms, weightUnits: this.node.weightUnits, biasGamma };
    this.engine.linearBounds(this.image, this.bias, this.biasError, error, { lower, upper, uncertainty });
  }

  prepareSingles(inputs: readonly Bounds[], output: Bounds, biasGamma: number): void {
    const input = required(inputs, 0);
    if (!isEqual(input.anchor, this.centre)) this.anchorAt(input);
    this.singles ??= new SingleConstants(this.engine, this.outputSize);
    this.unitSingles ??= new SingleConstants(this.engine, this.outputSize);
    const { forwardTerms, bias, biasError } = this;
    const { weightUnits } = this.node;
    const underflow = this.weights.areSingles ? 0 : SINGLE_ETA * totalReach(this.engine, input);
    const write = (relative: number, constants: SingleConstants): void => {
      const error = { forwardTerms, weightUnits, relative, underflow, biasGamma };
      this.engine.singleConstants(this.image, bias, biasError, output.anchor, error, constants);
    };
    write(this.singleError, this.singles);
    write(this.unitError, this.unitSingles);
  }

  /** The images of the centre form of an input around its anchor. */
  private anchorAt(input: Bounds): void {
    this.withSpread((radius, magnitude) => {
      this.engine.anchorForm(input, this.centre, radius, magnitude);
    });
    const { ball, anchor } = input;
    if (ball && isEqual(anchor, ball.centre)) this.dualNorms?.limit(ball, this.image.radius);
  }

  /** Maps the centre form that `fill` completes. */
  private withSpread(fill: (radius: Float64Array, magnitude: Float64Array) => void): void {
    const { inputSize } = this;
    const spread = this.engine.take(2 * inputSize);
    const { radius, magnitude } = halves(spread);
    fill(radius, magnitude);
    this.engine.convForward(this.weights, this.whole, 1, false, this.centre, this.image.centre);
    this.engine.convForward(this.weights, this.whole, 2, true, spread, this.imageSpread);
    this.engine.give(spread);
  }

  linearize(): void {
    this.uncertainty.fill(0);
  }

  /** Rows over the output become rows over the input, through `step`; `inputElements` is the size of one input window. */
  backward(block: RowBlock, window: RowWindow, step: ConvStep, inputElements: number): Coefficients {
    const constants = !block.single ? this : window.unit === null ? this.singles : this.unitSingles;
    if (constants === null) throw new Error('a linear map was not prepared for rows in singles');
    if (!window.hasConstants) accumulateConstants(block, window, constants);
    const input = block.take(block.rows * inputElements);
    if (window.coefficients !== null) {
      this.engine.convBackward(this.weights, step, block.rows, window.coefficients, input);
    } else if (window.unit !== null) {
      const values = block.take(block.rows);
      for (let row = 0; row < block.rows; row++) values[row] = window.unit.values[row] ?? NaN;
      this.engine.convSeed(this.weights, step, block.rows, window.unit.within, values, input);
      this.engine.give(values);
    }
    block.release(window);
    return input;
  }
}

function halves(spread: Float64Array): Pick<CentreForm, 'radius' | 'magnitude'> {
  const size = spread.length / 2;
  return { radius: spread.subarray(0, size), magnitude: spread.subarray(size) };
}

function intersect({ lower, upper }: Bounds, other: Pick<Bounds, 'lower' | 'upper'>): void {
  for (let k = 0; k < lower.length; k++) {
    lower[k] = Math.max(lower[k] ?? NaN, other.lower[k] ?? NaN);
    upper[k] = Math.min(upper[k] ?? NaN, other.upper[k] ?? NaN);
  }
}
