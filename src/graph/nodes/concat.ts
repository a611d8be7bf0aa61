import { inputShape, type OperatorContext } from '../context.js';
import type { ConcatNode } from '../graph.js';
import type { Axis, Bounds, Operator, Reach } from '../operator.js';
import { sameReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';

/** Concatenation along channels; windows are preserved, each input takes its channels of the coefficients. */
export class ConcatOperator implements Operator {
  readonly fanOut = 1;
  readonly parameters = 0;
  private readonly widths: readonly number[];

  constructor(
    context: OperatorContext,
    readonly node: ConcatNode,
  ) {
    this.widths = node.inputs.map((_, i) => inputShape(context, i).channels);
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    this.forEachPart((input, at, width) => {
      interleave(inputs[input], output, this.node.shape.channels, at, width);
    });
  }

  bound(inputs: readonly Bounds[], output: Bounds): void {
    this.forEachPart((input, at, width) => {
      interleave(inputs[input]?.lower, output.lower, this.node.shape.channels, at, width);
      interleave(inputs[input]?.upper, output.upper, this.node.shape.channels, at, width);
    });
  }

  prepareSingles(inputs: readonly Bounds[], output: Bounds): void {
    this.forEachPart((input, at, width) => {
      interleave(inputs[input]?.anchor, output.anchor, this.node.shape.channels, at, width);
    });
  }

  linearize(): void {
    // Nothing depends on the point.
  }

  reach(_input: number, _axis: Axis, start: number, size: number): Reach {
    return sameReach(start, size);
  }

  backward(block: RowBlock): void {
    const { id, inputs } = this.node;
    const window = block.receiveDense(id);
    const { height, width, channels } = window;
    this.forEachPart((input, at, part) => {
      const coefficients = block.take(block.rows * height * width * part);
      const from = { height, width, channels, y: 0, x: 0, c: at };
      const to = { height, width, channels: part, y: 0, x: 0, c: 0 };
      block.engine.addBox(block.rows, height, width, part, window.coefficients, from, coefficients, to, false);
      block.deliver(id, input, inputs[input] ?? NaN, coefficients);
    });
    block.release(window);
  }

  private forEachPart(visit: (input: number, at: number, width: number) => void): void {
    let at = 0;
    this.widths.forEach((width, input) => {
      visit(input, at, width);
      at += width;
    });
  }
}

function interleave(source: Float64Array | undefined, target: Float64Array, channels: number, at: number, width: number): void {
  source?.forEach((value, k) => {
    target[Math.floor(k / width) * channels + at + (k % width)] = value;
  });
}
