import type { ConvStep, PoolShape } from '../../engine/engine.js';
import { inputShape, required, type OperatorContext } from '../context.js';
import { mapSize, type MapShape, type MaxPoolNode } from '../graph.js';
import type { Axis, Bounds, BoundSettings, Operator, Reach } from '../operator.js';
import { extent, slidingReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';
import { WindowRelaxation } from './max-pool-lines.js';
import { poolWindows, type PoolWindows } from './pool-windows.js';

/** Max-pooling: every window gets one linear lower and one linear upper bound in its inputs (CNN-Cert, section on pooling). */
export class MaxPoolOperator implements Operator {
  readonly fanOut: number;
  readonly parameters = 0;
  private readonly input: MapShape;
  private readonly shape: PoolShape;
  private readonly size: number;
  private readonly lowerWeights: Float64Array;
  private readonly upperWeights: Float64Array;
  private readonly lowerIntercept: Float64Array;
  private readonly upperIntercept: Float64Array;
  private readonly uncertainty: Float64Array;
  private readonly windows: PoolWindows;
  private readonly relaxation: WindowRelaxation;

  constructor(
    context: OperatorContext,
    readonly node: MaxPoolNode,
  ) {
    const { engine } = context;
    this.input = inputShape(context, 0);
    const { kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX } = node;
    this.shape = { channels: this.input.channels, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX };
    this.size = mapSize(node.shape);
    this.fanOut = kernelHeight * kernelWidth;
    this.lowerWeights = engine.allocate(this.fanOut * this.size);
    this.upperWeights = engine.allocate(this.fanOut * this.size);
    this.lowerIntercept = engine.allocate(this.size);
    this.upperIntercept = engine.allocate(this.size);
    this.uncertainty = engine.allocate(this.size);
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
    this.relax(inputs, settings);
  }

  relax(inputs: readonly Bounds[], settings: BoundSettings): void {
    const { lower, upper } = required(inputs, 0);
    const { starts, elements, taps } = this.windows;
    const { lowerWeights, upperWeights, relaxation, size } = this;
    const choice = { terms: this.fanOut, biasGamma: settings.biasGamma, choice: settings.pooling };
    for (let k = 0; k < size; k++) {
      const start = starts[k] ?? 0;
      const count = (starts[k + 1] ?? 0) - start;
      relaxation.count = count;
      for (let i = 0; i < count; i++) {
        const element = elements[start + i] ?? 0;
        relaxation.lower[i] = lower[element] ?? NaN;
        relaxation.upper[i] = upper[element] ?? NaN;
      }
      relaxation.relax(choice);
      for (let i = 0; i < count; i++) {
        const at = (taps[start + i] ?? 0) * size + k;
        lowerWeights[at] = relaxation.lowerWeights[i] ?? NaN;
        upperWeights[at] = relaxation.upperWeights[i] ?? NaN;
      }
      this.lowerIntercept[k] = relaxation.lowerIntercept;
      this.upperIntercept[k] = relaxation.upperIntercept;
      this.uncertainty[k] = relaxation.uncertainty;
    }
  }

  linearize(inputs: readonly Float64Array[]): void {
    const input = required(inputs, 0);
    const { starts, elements, taps } = this.windows;
    for (const zero of [this.lowerWeights, this.lowerIntercept, this.upperIntercept, this.uncertainty]) zero.fill(0);
    for (let k = 0; k < this.size; k++) {
      const end = starts[k + 1] ?? 0;
      let best = starts[k] ?? 0;
      for (let e = best + 1; e < end; e++) if ((input[elements[e] ?? 0] ?? NaN) > (input[elements[best] ?? 0] ?? NaN)) best = e;
      this.lowerWeights[(taps[best] ?? 0) * this.size + k] = 1;
    }
    this.upperWeights.set(this.lowerWeights);
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
    const edge = block.geometry.edge(id, 0);
    const { place, coefficients } = window;
    engine.accumulate(place, coefficients, this.lowerIntercept, this.upperIntercept, this.uncertainty, block.bias, block.error);
    const step: ConvStep = {
      outHeight: window.height,
      outWidth: window.width,
      inHeight: edge.height,
      inWidth: edge.width,
      offsetY: edge.phaseY,
      offsetX: edge.phaseX,
    };
    const result = engine.take(block.rows * edge.height * edge.width * this.input.channels);
    engine.poolBackward(this.shape, step, place, this.size, coefficients, this.lowerWeights, this.upperWeights, result);
    block.release(window);
    block.deliver(id, 0, required(inputs, 0), result);
  }
}
