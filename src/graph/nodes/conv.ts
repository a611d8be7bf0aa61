import type { ConvStep } from '../../engine/engine.js';
import type { Constants } from '../../engine/outward.js';
import { inputShape, required, type OperatorContext } from '../context.js';
import type { ConvNode, MapShape } from '../graph.js';
import type { Axis, Bounds, BoundSettings, Operator, Reach } from '../operator.js';
import { extent, slidingReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';
import type { SingleConstants } from '../singles.js';
import { LinearMap } from './linear-map.js';

/** Convolution: CNN-Cert, section "Bounding conv layers": coefficients stay windows, never rows of a matrix. */
export class ConvOperator implements Operator {
  readonly fanOut: number;
  readonly parameters: number;
  private readonly input: MapShape;
  private readonly map: LinearMap;

  constructor(
    context: OperatorContext,
    readonly node: ConvNode,
  ) {
    const input = inputShape(context, 0);
    const { shape } = node;
    const whole: ConvStep = {
      outHeight: shape.height,
      outWidth: shape.width,
      inHeight: input.height,
      inWidth: input.width,
      offsetY: node.padTop,
      offsetX: node.padLeft,
    };
    this.map = new LinearMap(context, node, { ...pick(node), inChannels: input.channels, outChannels: shape.channels }, whole);
    this.fanOut = this.map.fanOut;
    this.parameters = this.map.parameters;
    this.input = input;
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    this.map.evaluate(inputs, output);
  }

  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void {
    this.map.bound(inputs, output, settings);
  }

  prepareSingles(inputs: readonly Bounds[], output: Bounds, biasGamma: number): void {
    this.map.prepareSingles(inputs, output, biasGamma);
  }

  get constants(): Constants {
    return this.map;
  }

  get singleConstants(): SingleConstants | null {
    return this.map.singles;
  }

  linearize(): void {
    this.map.linearize();
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
    const window = block.receive(id);
    const step = block.geometry.step(id, 0);
    const coefficients = this.map.backward(block, window, step, step.inHeight * step.inWidth * this.input.channels);
    block.deliver(id, 0, required(inputs, 0), coefficients);
  }
}

function pick(node: ConvNode) {
  const { groups, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX } = node;
  return { groups, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX };
}
