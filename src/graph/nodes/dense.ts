import type { ConvStep } from '../../engine/engine.js';
import type { Constants } from '../../engine/outward.js';
import { inputShape, required, type OperatorContext } from '../context.js';
import { mapSize, type DenseNode, type MapShape } from '../graph.js';
import type { Axis, Bounds, BoundSettings, Operator, Reach } from '../operator.js';
import { extent, wholeReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';
import type { SingleConstants } from '../singles.js';
import { LinearMap } from './linear-map.js';

const POINT: ConvStep = { outHeight: 1, outWidth: 1, inHeight: 1, inWidth: 1, offsetY: 0, offsetX: 0 };

const POINT_KERNEL = { groups: 1, kernelHeight: 1, kernelWidth: 1, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 };

/** Fully connected layer: a 1 x 1 convolution on the whole input map seen as the channels of one position. */
export class DenseOperator implements Operator {
  readonly fanOut: number;
  readonly parameters: number;
  private readonly input: MapShape;
  private readonly map: LinearMap;

  constructor(
    context: OperatorContext,
    readonly node: DenseNode,
  ) {
    this.input = inputShape(context, 0);
    const shape = { ...POINT_KERNEL, inChannels: mapSize(this.input), outChannels: mapSize(node.shape) };
    this.map = new LinearMap(context, node, shape, POINT);
    this.fanOut = this.map.fanOut;
    this.parameters = this.map.parameters;
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

  reach(_input: number, axis: Axis): Reach {
    return wholeReach(extent(this.input, axis));
  }

  backward(block: RowBlock): void {
    const { id, inputs } = this.node;
    const coefficients = this.map.backward(block, block.receive(id), POINT, mapSize(this.input));
    block.deliver(id, 0, required(inputs, 0), coefficients);
  }
}
