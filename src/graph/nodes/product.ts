import type { Engine } from '../../engine/engine.js';
import { distinct } from '../distinct.js';
import { required, type OperatorContext } from '../context.js';
import { mapSize, type ProductNode } from '../graph.js';
import { Lines } from '../lines.js';
import type { Axis, Bounds, BoundSettings, Operator, Reach } from '../operator.js';
import { sameReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';
import type { RowWindow } from '../row-window.js';
import { type ProductChoice, type ProductPlanes, productRange, productUncertainty, relaxProduct } from './product-lines.js';

/** Planes of one choice; `stale`: not of the last bounds. */
interface PlaneSet {
  readonly planes: Planes;
  stale: boolean;
  singlesStale: boolean;
}

/** Elementwise product of two values that both depend on the input: one plane below and one above each (McCormick). */
export class ProductOperator implements Operator {
  readonly fanOut = 1;
  readonly parameters = 0;
  private readonly engine: Engine;
  private readonly size: number;
  private readonly zeros: Float64Array;
  /** Planes of each choice made so far; those of the last bounds unless stale. */
  private readonly sets = new Map<ProductChoice, PlaneSet>();
  /** Planes of several choices, element by element. */
  private mixed: PlaneSet | null = null;
  /** The planes in use. */
  private current: PlaneSet;

  constructor(
    context: OperatorContext,
    readonly node: ProductNode,
  ) {
    this.engine = context.engine;
    this.zeros = context.zeros;
    this.size = mapSize(node.shape);
    this.current = this.freshSet('middle');
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    const a = required(inputs, 0);
    const b = required(inputs, 1);
    for (let k = 0; k < this.size; k++) output[k] = (a[k] ?? NaN) * (b[k] ?? NaN);
  }

  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void {
    const range = { lower: 0, upper: 0 };
    for (let k = 0; k < this.size; k++) {
      productRange(side(inputs, 0, k), side(inputs, 1, k), range);
      output.lower[k] = range.lower;
      output.upper[k] = range.upper;
    }
    for (const set of this.sets.values()) set.stale = true;
    this.relax(inputs, settings);
  }

  relax(inputs: readonly Bounds[], { product, biasGamma }: BoundSettings): void {
    const set = this.sets.get(product) ?? this.freshSet(product);
    this.current = set;
    if (!set.stale) return;
    set.stale = false;
    set.singlesStale = true;
    set.planes.compute(inputs, this.size, product, biasGamma);
  }

  mix(inputs: readonly Bounds[], values: readonly Float64Array[], choices: readonly BoundSettings[]): void {
    const sets = distinct(choices, (choice) => {
      this.relax(inputs, choice);
      return this.current;
    });
    if (sets.length === 1) return;
    this.mixed ??= this.unusedSet();
    this.mixed.planes.mix(sets.map(({ planes }) => planes), required(values, 0), required(values, 1)); // prettier-ignore
    this.mixed.singlesStale = true;
    this.current = this.mixed;
  }

  prepareSingles(inputs: readonly Bounds[], output: Bounds, biasGamma: number): void {
    if (!this.current.singlesStale) return;
    this.current.singlesStale = false;
    const { first, second } = this.current.planes;
    first.prepareSingles(required(inputs, 0), output.anchor, biasGamma);
    second.prepareSingles(required(inputs, 1), this.zeros, biasGamma);
  }

  private freshSet(choice: ProductChoice): PlaneSet {
    const set = this.unusedSet();
    this.sets.set(choice, set);
    return set;
  }

  private unusedSet(): PlaneSet {
    return { planes: new Planes(this.engine, this.size), stale: true, singlesStale: true };
  }

  linearize(inputs: readonly Float64Array[]): void {
    for (const set of this.sets.values()) set.stale = true;
    this.current.planes.differentiate(required(inputs, 0), required(inputs, 1));
  }

  reach(_input: number, _axis: Axis, start: number, size: number): Reach {
    return sameReach(start, size);
  }

  backward(block: RowBlock): void {
    const { id, inputs } = this.node;
    const window = block.receive(id);
    const second = this.current.planes.second.apply(block, copyOf(block, window));
    const first = this.current.planes.first.apply(block, window);
    block.deliver(id, 0, required(inputs, 0), first.coefficients, first.unit);
    block.deliver(id, 1, required(inputs, 1), second.coefficients, second.unit);
  }
}

/** Slopes in both factors; intercepts and uncertainty are all with the first, so that they count once. */
class Planes {
  readonly first: Lines;
  readonly second: Lines;

  constructor(engine: Engine, size: number) {
    this.first = new Lines(engine, size);
    this.second = new Lines(engine, size);
  }

  compute(inputs: readonly Bounds[], size: number, choice: ProductChoice, biasGamma: number): void {
    const { first, second } = this;
    const planes: ProductPlanes = {
      lowerSlopeA: 0, lowerSlopeB: 0, lowerIntercept: 0, upperSlopeA: 0, upperSlopeB: 0, upperIntercept: 0,
    }; // prettier-ignore
    for (let k = 0; k < size; k++) {
      const a = side(inputs, 0, k);
      const b = side(inputs, 1, k);
      relaxProduct(a, b, choice, planes);
      first.lowerSlope[k] = planes.lowerSlopeA;
      first.upperSlope[k] = planes.upperSlopeA;
      second.lowerSlope[k] = planes.lowerSlopeB;
      second.upperSlope[k] = planes.upperSlopeB;
      first.lowerIntercept[k] = planes.lowerIntercept;
      first.upperIntercept[k] = planes.upperIntercept;
      first.uncertainty[k] = productUncertainty(a, b, planes, biasGamma);
    }
  }

  /** For each element the lower plane that is highest, and the upper plane that is lowest, where the factors have these values. */
  mix(candidates: readonly Planes[], a: Float64Array, b: Float64Array): void {
    for (let k = 0; k < a.length; k++) {
      let below = required(candidates, 0);
      let above = below;
      for (const next of candidates) {
        if (next.lowerAt(k, a, b) > below.lowerAt(k, a, b)) below = next;
        if (next.upperAt(k, a, b) < above.upperAt(k, a, b)) above = next;
      }
      this.first.take(k, below.first, above.first);
      this.second.take(k, below.second, above.second);
    }
  }

  private lowerAt(k: number, a: Float64Array, b: Float64Array): number {
    return this.first.lowerAt(k, a[k] ?? NaN) + (this.second.lowerSlope[k] ?? NaN) * (b[k] ?? NaN);
  }

  private upperAt(k: number, a: Float64Array, b: Float64Array): number {
    return this.first.upperAt(k, a[k] ?? NaN) + (this.second.upperSlope[k] ?? NaN) * (b[k] ?? NaN);
  }

  differentiate(a: Float64Array, b: Float64Array): void {
    const { first, second } = this;
    for (const slopes of [first.lowerSlope, first.upperSlope]) slopes.set(b);
    for (const slopes of [second.lowerSlope, second.upperSlope]) slopes.set(a);
    for (const zero of [first.lowerIntercept, first.upperIntercept, first.uncertainty]) zero.fill(0);
  }
}

function side(inputs: readonly Bounds[], input: number, k: number): { lower: number; upper: number } {
  const { lower, upper } = required(inputs, input);
  return { lower: lower[k] ?? NaN, upper: upper[k] ?? NaN };
}

function copyOf(block: RowBlock, window: RowWindow): RowWindow {
  if (window.coefficients === null) return window;
  const coefficients = block.take(window.coefficients.length);
  coefficients.set(window.coefficients);
  return window.with(coefficients);
}
