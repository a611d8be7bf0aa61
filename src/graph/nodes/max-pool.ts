import type { Engine, PoolShape } from '../../engine/engine.js';
import { inputShape, required, type OperatorContext } from '../context.js';
import { mapSize, type MapShape, type MaxPoolNode } from '../graph.js';
import type { Axis, Bounds, BoundSettings, Operator, Reach } from '../operator.js';
import { extent, slidingReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';
import { type PoolingChoice, WindowRelaxation } from './window-relaxation.js';
import { PoolLines } from './pool-lines.js';
import { poolWindows, type PoolWindows } from './pool-windows.js';

/** Max-pooling: every window gets one linear lower and one linear upper bound in its inputs (CNN-Cert, section on pooling). */
export class MaxPoolOperator implements Operator {
  readonly fanOut: number;
  readonly parameters = 0;
  private readonly engine: Engine;
  private readonly input: MapShape;
  private readonly shape: PoolShape;
  private readonly size: number;
  /** Lines of each choice, for the last bounds unless stale. */
  private readonly lines: Readonly<Record<PoolingChoice, PoolLines>>;
  /** Lines that go through the inputs which are largest at a point. */
  private highest: PoolLines | null = null;
  /** The lines in use. */
  private current: PoolLines;
  private readonly windows: PoolWindows;
  private readonly relaxation: WindowRelaxation;

  constructor(
    context: OperatorContext,
    readonly node: MaxPoolNode,
  ) {
    this.engine = context.engine;
    this.input = inputShape(context, 0);
    const { kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX } = node;
    this.shape = { channels: this.input.channels, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX };
    this.size = mapSize(node.shape);
    this.fanOut = kernelHeight * kernelWidth;
    const lines = () => new PoolLines(this.engine, this.fanOut, this.size);
    this.lines = { 'cnn-cert': lines(), largest: lines() };
    this.current = this.lines['cnn-cert'];
    this.windows = poolWindows(node, this.input);
    this.relaxation = new WindowRelaxation(this.fanOut);
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    const input = required(inputs, 0);
    const { starts, elements } = this.windows;
    for (let k = 0; k < this.size; k++) {
      let most = -Infinity;
      const end = starts[k + 1] ?? 0;
      for (let e = starts[k] ?? 0; e < end; e++) most = Math.max(most, input[elements[e] ?? 0] ?? NaN);
      output[k] = most;
    }
  }

  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void {
    const { lower, upper } = required(inputs, 0);
    this.evaluate([lower], output.lower);
    this.evaluate([upper], output.upper);
    for (const lines of Object.values(this.lines)) lines.stale = true;
    this.relax(inputs, settings);
  }

  relax(inputs: readonly Bounds[], settings: BoundSettings): void {
    this.current = this.lines[settings.pooling];
    if (!this.current.stale) return;
    const choice = { terms: this.fanOut, biasGamma: settings.biasGamma, choice: settings.pooling };
    this.current.compute(required(inputs, 0), this.windows, choice, this.relaxation);
  }

  mix(inputs: readonly Bounds[], values: readonly Float64Array[], choices: readonly BoundSettings[]): void {
    const { biasGamma } = required(choices, 0);
    this.current = this.highest ??= new PoolLines(this.engine, this.fanOut, this.size);
    const settings = { terms: this.fanOut, biasGamma, choice: 'highest' } as const;
    this.current.compute(required(inputs, 0), this.windows, settings, this.relaxation, required(values, 0));
  }

  prepareSingles(inputs: readonly Bounds[], output: Bounds, biasGamma: number): void {
    this.current.prepareSingles(required(inputs, 0), output.anchor, this.windows, biasGamma);
  }

  linearize(inputs: readonly Float64Array[]): void {
    this.current.differentiate(required(inputs, 0), this.windows);
  }

  reach(_input: number, axis: Axis, start: number, size: number): Reach {
    const { node } = this;
    const window =
      axis === 'y'
        ? { kernel: node.kernelHeight, stride: node.strideY, dilation: node.dilationY, pad: node.padTop }
        : { kernel: node.kernelWidth, stride: node.strideX, dilation: node.dilationX, pad: node.padLeft };
    return slidingReach(window, extent(this.input, axis), start, size);
  }

  backward(block: RowBlock): void {
    const { id, inputs } = this.node;
    const { engine } = block;
    const window = block.receiveDense(id);
    const step = block.geometry.step(id, 0);
    const { place, coefficients } = window;
    const { lowerIntercept, upperIntercept, uncertainty, lowerWeights, upperWeights } = this.current.linesOf(block.single);
    engine.accumulate(place, coefficients, lowerIntercept, upperIntercept, uncertainty, block.bias, block.error);
    const result = block.take(block.rows * step.inHeight * step.inWidth * this.input.channels);
    engine.poolBackward(this.shape, step, place, this.size, coefficients, lowerWeights, upperWeights, result);
    block.release(window);
    block.deliver(id, 0, required(inputs, 0), result);
  }
}
