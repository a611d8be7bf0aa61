import type { SparseRows } from '../../engine/engine.js';
import { sparseBounds, sparseForward } from '../../engine/sparse.js';
import { expand, inputShape, required, type OperatorContext } from '../context.js';
import { mapSize, type MapShape, type SparseNode } from '../graph.js';
import { accumulateConstants } from '../lines.js';
import type { Axis, Bounds, BoundSettings, Operator, Reach } from '../operator.js';
import { extent, wholeReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';

/** Any other linear map, row by row: gathers, crops, resizes, reductions. */
export class SparseOperator implements Operator {
  readonly fanOut: number;
  readonly parameters: number;
  private readonly input: MapShape;
  private readonly rows: SparseRows;
  private readonly bias: Float64Array;
  private readonly biasError: Float64Array | null;
  private readonly uncertainty: Float64Array;

  constructor(
    context: OperatorContext,
    readonly node: SparseNode,
  ) {
    const { engine, zeros } = context;
    this.input = inputShape(context, 0);
    const weights = engine.allocate(node.indices.length);
    if (node.weights === null) weights.fill(1);
    else weights.set(node.weights);
    const starts = engine.allocateIndices(node.starts.length);
    starts.set(node.starts);
    const indices = engine.allocateIndices(node.indices.length);
    indices.set(node.indices);
    this.rows = { starts, indices, weights };
    this.bias = node.bias === null ? zeros : expand(engine, node.bias, node.shape, 0);
    this.biasError = node.biasError === null ? null : expand(engine, node.biasError, node.shape, 0);
    this.uncertainty = engine.allocate(mapSize(node.shape));
    this.fanOut = largestColumn(node.indices, mapSize(this.input));
    this.parameters = (node.weights?.length ?? 0) + (node.bias?.length ?? 0);
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    sparseForward(this.rows, required(inputs, 0), this.bias, output);
  }

  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void {
    const { lower, upper } = required(inputs, 0);
    const { weightUnits } = this.node;
    const exact = this.node.weights === null && weightUnits === 0;
    const error = { weightUnits, biasGamma: settings.biasGamma, backwardTerms: this.fanOut, exact };
    sparseBounds(this.rows, lower, upper, this.bias, this.biasError, error, { ...output, uncertainty: this.uncertainty });
  }

  linearize(): void {
    this.uncertainty.fill(0);
  }

  reach(_input: number, axis: Axis): Reach {
    return wholeReach(extent(this.input, axis));
  }

  backward(block: RowBlock): void {
    const { id, inputs } = this.node;
    const window = block.receiveDense(id);
    accumulateConstants(block, window, this.bias, this.uncertainty);
    const size = mapSize(this.input);
    const coefficients = block.engine.take(block.rows * size);
    block.engine.sparseBackward(this.rows, window.place, window.coefficients, size, coefficients);
    block.release(window);
    block.deliver(id, 0, required(inputs, 0), coefficients);
  }
}

function largestColumn(indices: Int32Array, size: number): number {
  const counts = new Int32Array(size);
  indices.forEach((column) => {
    counts[column] = (counts[column] ?? 0) + 1;
  });
  return counts.reduce((most, count) => Math.max(most, count), 1);
}
