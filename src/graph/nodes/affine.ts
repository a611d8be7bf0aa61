import type { Engine } from '../../engine/engine.js';
import { affineBounds, SLACK } from '../../engine/interval.js';
import { UNIT } from '../../engine/rounding.js';
import { expand, required, type OperatorContext } from '../context.js';
import { mapSize, type AffineNode } from '../graph.js';
import { Lines } from '../lines.js';
import type { Axis, Bounds, BoundSettings, Operator, Reach } from '../operator.js';
import { sameReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';

/** Elementwise scale and shift: batch normalisation that could not be folded, preprocessing inside the graph. */
export class AffineOperator implements Operator {
  readonly fanOut = 1;
  readonly parameters: number;
  private readonly engine: Engine;
  private readonly lines: Lines;
  private readonly shiftError: Float64Array | null;

  constructor(
    context: OperatorContext,
    readonly node: AffineNode,
  ) {
    const { engine } = context;
    this.engine = engine;
    this.parameters = (node.scale?.length ?? 0) + (node.shift?.length ?? 0);
    this.lines = new Lines(engine, mapSize(node.shape));
    const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = this.lines;
    lowerSlope.set(expand(engine, node.scale, node.shape, 1));
    upperSlope.set(lowerSlope);
    lowerIntercept.set(expand(engine, node.shift, node.shape, 0));
    upperIntercept.set(lowerIntercept);
    this.shiftError = node.biasError === null ? null : expand(engine, node.biasError, node.shape, 0);
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    const { lowerSlope, lowerIntercept } = this.lines;
    required(inputs, 0).forEach((value, k) => {
      output[k] = value * (lowerSlope[k] ?? NaN) + (lowerIntercept[k] ?? NaN);
    });
  }

  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void {
    const { lower, upper } = required(inputs, 0);
    const error = { weightUnits: this.node.weightUnits, biasGamma: settings.biasGamma };
    const { lowerSlope, lowerIntercept, uncertainty } = this.lines;
    affineBounds(lower, upper, lowerSlope, lowerIntercept, this.shiftError, error, { ...output, uncertainty });
  }

  prepareSingles(inputs: readonly Bounds[], output: Bounds, biasGamma: number): void {
    const input = required(inputs, 0);
    const { engine, lines, shiftError } = this;
    const given = engine.take(output.anchor.length);
    for (let k = 0; k < output.anchor.length; k++) {
      const largest = Math.max(Math.abs(input.lower[k] ?? NaN), Math.abs(input.upper[k] ?? NaN));
      const scale = this.node.weightUnits * UNIT * Math.abs(lines.lowerSlope[k] ?? NaN) * largest;
      given[k] = (scale + (shiftError?.[k] ?? 0)) * SLACK;
    }
    lines.prepareSingles(input, output.anchor, biasGamma, given);
    engine.give(given);
  }

  linearize(): void {
    this.lines.uncertainty.fill(0);
  }

  reach(_input: number, _axis: Axis, start: number, size: number): Reach {
    return sameReach(start, size);
  }

  backward(block: RowBlock): void {
    const { id, inputs } = this.node;
    const { coefficients, unit } = this.lines.apply(block, block.receive(id));
    block.deliver(id, 0, required(inputs, 0), coefficients, unit);
  }
}
