import { inputShape, required, type OperatorContext } from '../context.js';
import type { ChannelSliceNode } from '../graph.js';
import type { Axis, Bounds, Operator, Reach } from '../operator.js';
import { sameReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';

/** A range of channels; windows are preserved, the other channels get zero coefficients. */
export class ChannelSliceOperator implements Operator {
  readonly fanOut = 1;
  readonly parameters = 0;
  private readonly inputChannels: number;

  constructor(
    context: OperatorContext,
    readonly node: ChannelSliceNode,
  ) {
    this.inputChannels = inputShape(context, 0).channels;
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    this.slice(required(inputs, 0), output);
  }

  bound(inputs: readonly Bounds[], output: Bounds): void {
    this.slice(required(inputs, 0).lower, output.lower);
    this.slice(required(inputs, 0).upper, output.upper);
  }

  prepareSingles(inputs: readonly Bounds[], output: Bounds): void {
    this.slice(required(inputs, 0).anchor, output.anchor);
  }

  linearize(): void {
    // Nothing depends on the point.
  }

  reach(_input: number, _axis: Axis, start: number, size: number): Reach {
    return sameReach(start, size);
  }

  backward(block: RowBlock): void {
    const { id, inputs, start } = this.node;
    const window = block.receiveDense(id);
    const { height, width, channels } = window;
    const coefficients = block.take(block.rows * height * width * this.inputChannels);
    block.engine.clear(coefficients);
    const from = { height, width, channels, y: 0, x: 0, c: 0 };
    const to = { height, width, channels: this.inputChannels, y: 0, x: 0, c: start };
    block.engine.addBox(block.rows, height, width, channels, window.coefficients, from, coefficients, to, false);
    block.release(window);
    block.deliver(id, 0, required(inputs, 0), coefficients);
  }

  private slice(source: Float64Array, target: Float64Array): void {
    const { start, shape } = this.node;
    target.forEach((_, k) => {
      target[k] = source[Math.floor(k / shape.channels) * this.inputChannels + start + (k % shape.channels)] ?? NaN;
    });
  }
}
