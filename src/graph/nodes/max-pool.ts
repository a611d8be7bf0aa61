import type { ConvStep, PoolShape } from '../../engine/engine.js';
import { inputShape, required, type OperatorContext } from '../context.js';
import { mapSize, type MapShape, type MaxPoolNode } from '../graph.js';
import type { Axis, Bounds, BoundSettings, Operator, Reach } from '../operator.js';
import { extent, slidingReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';
import { relaxWindow, type WindowLines } from './max-pool-lines.js';

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
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    const input = required(inputs, 0);
    this.forEachWindow((k, taps) => {
      output[k] = taps.reduce((most, tap) => Math.max(most, input[tap.element] ?? NaN), -Infinity);
    });
  }

  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void {
    const { lower, upper } = required(inputs, 0);
    this.evaluate([lower], output.lower);
    this.evaluate([upper], output.upper);
    this.relax(inputs, settings);
  }

  relax(inputs: readonly Bounds[], settings: BoundSettings): void {
    const { lower, upper } = required(inputs, 0);
    this.lowerWeights.fill(0);
    this.upperWeights.fill(0);
    const lines: WindowLines = { lower: [], upper: [], lowerIntercept: 0, upperIntercept: 0, uncertainty: 0 };
    this.forEachWindow((k, taps) => {
      const low = taps.map((tap) => lower[tap.element] ?? NaN);
      const high = taps.map((tap) => upper[tap.element] ?? NaN);
      relaxWindow(low, high, { terms: this.fanOut, biasGamma: settings.biasGamma, choice: settings.pooling }, lines);
      taps.forEach((tap, i) => {
        this.lowerWeights[tap.index * this.size + k] = lines.lower[i] ?? NaN;
        this.upperWeights[tap.index * this.size + k] = lines.upper[i] ?? NaN;
      });
      this.lowerIntercept[k] = lines.lowerIntercept;
      this.upperIntercept[k] = lines.upperIntercept;
      this.uncertainty[k] = lines.uncertainty;
    });
  }

  linearize(inputs: readonly Float64Array[]): void {
    const input = required(inputs, 0);
    for (const zero of [this.lowerWeights, this.lowerIntercept, this.upperIntercept, this.uncertainty]) zero.fill(0);
    this.forEachWindow((k, taps) => {
      const best = taps.reduce((a, b) => ((input[b.element] ?? NaN) > (input[a.element] ?? NaN) ? b : a));
      this.lowerWeights[best.index * this.size + k] = 1;
    });
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

  /** Visits every output element with the taps that lie inside the map. */
  private forEachWindow(visit: (k: number, taps: readonly Tap[]) => void): void {
    const { node, input } = this;
    const { channels, width, height } = node.shape;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const base: Tap[] = [];
        for (let ky = 0; ky < node.kernelHeight; ky++) {
          const iy = y * node.strideY - node.padTop + ky * node.dilationY;
          for (let kx = 0; kx < node.kernelWidth; kx++) {
            const ix = x * node.strideX - node.padLeft + kx * node.dilationX;
            if (iy < 0 || iy >= input.height || ix < 0 || ix >= input.width) continue;
            base.push({ index: ky * node.kernelWidth + kx, element: (iy * input.width + ix) * channels });
          }
        }
        for (let c = 0; c < channels; c++) {
          const taps = base.map(({ index, element }) => ({ index, element: element + c }));
          visit((y * width + x) * channels + c, taps);
        }
      }
    }
  }
}

interface Tap {
  /** Number of the tap in the kernel. */
  readonly index: number;
  /** Element of the input map. */
  readonly element: number;
}
