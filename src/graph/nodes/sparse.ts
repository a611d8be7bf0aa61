import type { Engine, SparseRows } from '../../engine/engine.js';
import { SLACK } from '../../engine/interval.js';
import { singleGamma } from '../../engine/precision.js';
import { ETA, UNIT, gamma } from '../../engine/rounding.js';
import { sparseBounds, sparseForward } from '../../engine/sparse.js';
import { expand, inputShape, required, type OperatorContext } from '../context.js';
import { mapSize, type MapShape, type SparseNode } from '../graph.js';
import { accumulateConstants } from '../lines.js';
import { reachOf, SingleConstants } from '../singles.js';
import type { Axis, Bounds, BoundSettings, Operator, Reach } from '../operator.js';
import { extent, wholeReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';

/** Any other linear map, row by row: gathers, crops, resizes, reductions. */
export class SparseOperator implements Operator {
  readonly fanOut: number;
  readonly parameters: number;
  private readonly engine: Engine;
  private readonly input: MapShape;
  private readonly rows: SparseRows;
  private readonly bias: Float64Array;
  private readonly biasError: Float64Array | null;
  private readonly uncertainty: Float64Array;
  private singles: { readonly rows: SparseRows; readonly constants: SingleConstants } | null = null;

  constructor(
    context: OperatorContext,
    readonly node: SparseNode,
  ) {
    const { engine, zeros } = context;
    this.engine = engine;
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

  prepareSingles(inputs: readonly Bounds[], output: Bounds, biasGamma: number): void {
    this.singles ??= this.inSingles();
    const input = required(inputs, 0);
    const { starts, indices, weights } = this.rows;
    const rounded = this.singles.rows.weights;
    const sum = singleGamma(this.fanOut + 2);
    const units = this.node.weightUnits * UNIT;
    for (let k = 0; k < output.anchor.length; k++) {
      const first = starts[k] ?? 0;
      const last = starts[k + 1] ?? 0;
      let image = (this.bias[k] ?? NaN) - (output.anchor[k] ?? NaN);
      let magnitude = Math.abs(this.bias[k] ?? NaN) + Math.abs(output.anchor[k] ?? NaN);
      let constants = this.biasError?.[k] ?? 0;
      let loss = 0;
      for (let e = first; e < last; e++) {
        const index = indices[e] ?? 0;
        const weight = weights[e] ?? NaN;
        const reach = reachOf(input, index);
        const product = weight * (input.anchor[index] ?? NaN);
        const size = Math.abs(weight);
        image += product;
        magnitude += Math.abs(product);
        constants += units * size * Math.max(Math.abs(input.lower[index] ?? NaN), Math.abs(input.upper[index] ?? NaN));
        loss += (sum * Math.abs(rounded[e] ?? NaN) + Math.abs(weight - (rounded[e] ?? NaN))) * reach;
      }
      const growth = (1 + 2 * gamma(last - first + 4)) * SLACK;
      const evaluation = gamma(last - first + 4) * magnitude + (last - first + 2) * ETA;
      this.singles.constants.set(k, image, (loss + constants + evaluation) * growth, biasGamma);
    }
  }

  private inSingles(): { readonly rows: SparseRows; readonly constants: SingleConstants } {
    const weights = this.engine.allocateSingles(this.rows.weights.length);
    weights.set(this.rows.weights);
    return { rows: { ...this.rows, weights }, constants: new SingleConstants(this.engine, mapSize(this.node.shape)) };
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
    const { singles } = this;
    if (block.single && singles === null) throw new Error('a sparse map was not prepared for rows in singles');
    const inSingles = block.single ? singles : null;
    accumulateConstants(block, window, inSingles?.constants ?? { bias: this.bias, uncertainty: this.uncertainty });
    const size = mapSize(this.input);
    const coefficients = block.take(block.rows * size);
    block.engine.sparseBackward(inSingles?.rows ?? this.rows, window.place, window.coefficients, size, coefficients);
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
