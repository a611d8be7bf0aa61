import { RELU } from '../../activations/relu.js';
import type { Activation, Interval, IntervalArrays, LinearRelaxation, Relaxation } from '../../activations/activation.js';
import type { Engine } from '../../engine/engine.js';
import type { Constants } from '../../engine/outward.js';
import { distinct } from '../distinct.js';
import { required, type OperatorContext } from '../context.js';
import { mapSize, type ActivationNode } from '../graph.js';
import { Lines } from '../lines.js';
import type { Axis, Bounds, BoundSettings, Operator, Reach } from '../operator.js';
import { sameReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';
import type { SingleConstants } from '../singles.js';

/** Lines of one choice; `stale`: not of the last bounds. */
interface LineSet {
  readonly lines: Lines;
  stale: boolean;
  singlesStale: boolean;
}

/** Elementwise activation: every element gets its own pair of lines (CNN-Cert, eq. (4)-(5)). */
export class ActivationOperator implements Operator {
  readonly fanOut = 1;
  readonly parameters = 0;
  private readonly engine: Engine;
  /** Lines of each choice made so far; those of the last bounds unless stale. */
  private readonly sets = new Map<Relaxation, LineSet>();
  /** Lines of several choices, element by element. */
  private mixed: LineSet | null = null;
  /** The lines in use. */
  private current: LineSet;
  /** What the lines in doubles add to rows for the operator before them. */
  private before: Constants | null = null;
  private biasGamma = NaN;
  /** The function of all elements; null: they differ. */
  private readonly only: Activation | null;

  constructor(
    context: OperatorContext,
    readonly node: ActivationNode,
  ) {
    this.engine = context.engine;
    this.only = node.functions.length === 1 ? required(node.functions, 0) : null;
    this.current = this.freshSet('adaptive');
  }

  /** The function applied to element k. */
  functionAt(k: number): Activation {
    return this.only ?? required(this.node.functions, k % this.node.functions.length);
  }

  /** Whether element k's output is a single value for all inputs of the interval. */
  isConstant(k: number, lower: number, upper: number): boolean {
    const range: Interval = { lower: 0, upper: 0 };
    this.functionAt(k).range(lower, upper, range);
    return range.lower === range.upper;
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    const input = required(inputs, 0);
    if (this.only?.evaluateAll !== undefined) this.only.evaluateAll(input, output);
    else for (let k = 0; k < input.length; k++) output[k] = this.functionAt(k).evaluate(input[k] ?? NaN);
  }

  bound(inputs: readonly Bounds[], output: Bounds, settings: BoundSettings): void {
    const { lower, upper } = required(inputs, 0);
    if (this.only === RELU) this.engine.reluRange(lower, upper, output.lower, output.upper);
    this.forgetLines();
    this.take(inputs, settings, this.only === RELU ? null : output);
  }

  relax(inputs: readonly Bounds[], settings: BoundSettings): void {
    this.take(inputs, settings, null);
  }

  /** Makes the lines of a choice those in use; `ranges`: where the bounds of the values go. */
  private take(inputs: readonly Bounds[], settings: BoundSettings, ranges: Bounds | null): void {
    const set = this.sets.get(settings.relaxation) ?? this.freshSet(settings.relaxation);
    this.current = set;
    if (!set.stale) return;
    set.stale = false;
    set.singlesStale = true;
    this.computeLines(required(inputs, 0), settings, ranges);
  }

  mix(inputs: readonly Bounds[], values: readonly Float64Array[], choices: readonly BoundSettings[]): void {
    const sets = distinct(choices, (choice) => {
      this.relax(inputs, choice);
      return this.current;
    });
    if (sets.length === 1) return;
    this.mixed ??= this.unusedSet();
    this.mixed.lines.mix(
      sets.map(({ lines }) => lines),
      required(values, 0),
    );
    this.mixed.singlesStale = true;
    this.mixed.lines.changed();
    this.current = this.mixed;
  }

  prepareDoubles(constants: readonly (Constants | null)[], biasGamma: number): void {
    this.before = constants[0] ?? null;
    this.biasGamma = biasGamma;
    for (const { lines } of this.sets.values()) lines.changed();
    this.mixed?.lines.changed();
  }

  prepareSingles(inputs: readonly Bounds[], output: Bounds, biasGamma: number, constants: readonly (SingleConstants | null)[]): void {
    if (!this.current.singlesStale) return;
    this.current.singlesStale = false;
    this.current.lines.prepareSingles(required(inputs, 0), output.anchor, biasGamma, null, constants[0] ?? null);
  }

  /** Distance of the lines in use at the middle of the intervals, as a share of the width of the values; both summed over all elements. */
  looseness(input: Bounds, output: Bounds): number {
    const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = this.current.lines;
    let distance = 0;
    let width = 0;
    for (let k = 0; k < lowerSlope.length; k++) {
      const middle = (input.lower[k] ?? NaN) / 2 + (input.upper[k] ?? NaN) / 2;
      distance += ((upperSlope[k] ?? NaN) - (lowerSlope[k] ?? NaN)) * middle + (upperIntercept[k] ?? NaN) - (lowerIntercept[k] ?? NaN);
      width += (output.upper[k] ?? NaN) - (output.lower[k] ?? NaN);
    }
    return width > 0 ? distance / width : 0;
  }

  private freshSet(relaxation: Relaxation): LineSet {
    const set = this.unusedSet();
    this.sets.set(relaxation, set);
    return set;
  }

  private unusedSet(): LineSet {
    return { lines: new Lines(this.engine, mapSize(this.node.shape)), stale: true, singlesStale: true };
  }

  private computeLines({ lower, upper }: Bounds, settings: BoundSettings, ranges: Bounds | null): void {
    const { lines } = this.current;
    lines.changed();
    const { relaxation, biasGamma } = settings;
    if (this.only === RELU) {
      this.engine.reluLines(lower, upper, relaxation === 'area' ? 'adaptive' : relaxation, biasGamma, lines);
      return;
    }
    if (this.only?.relaxAll !== undefined) {
      const adaptive = this.sets.get('adaptive');
      const known = adaptive === undefined || adaptive.stale || adaptive === this.current ? null : adaptive.lines;
      this.only.relaxAll({ lower, upper }, relaxation, ranges, lines, known, this.engine);
    } else {
      this.relaxEach({ lower, upper }, relaxation, ranges);
    }
    this.engine.lineUncertainties(lower, upper, biasGamma, lines);
  }

  /** Ranges and lines of an element one after the other: some functions need the same values for both. */
  private relaxEach({ lower, upper }: IntervalArrays, relaxation: Relaxation, ranges: Bounds | null): void {
    const { lines } = this.current;
    const line: LinearRelaxation = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
    const range: Interval = { lower: 0, upper: 0 };
    for (let k = 0; k < lower.length; k++) {
      const low = lower[k] ?? NaN;
      const high = upper[k] ?? NaN;
      const activation = this.functionAt(k);
      if (ranges !== null) {
        activation.range(low, high, range);
        ranges.lower[k] = range.lower;
        ranges.upper[k] = range.upper;
      }
      activation.relax(low, high, relaxation, line);
      const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = line;
      lines.lowerSlope[k] = lowerSlope;
      lines.lowerIntercept[k] = lowerIntercept;
      lines.upperSlope[k] = upperSlope;
      lines.upperIntercept[k] = upperIntercept;
    }
  }

  linearize(inputs: readonly Float64Array[]): void {
    this.forgetLines();
    const { lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty } = this.current.lines;
    required(inputs, 0).forEach((value, k) => {
      lowerSlope[k] = this.functionAt(k).derivative(value);
    });
    upperSlope.set(lowerSlope);
    for (const zero of [lowerIntercept, upperIntercept, uncertainty]) zero.fill(0);
    this.current.lines.changed();
  }

  reach(_input: number, _axis: Axis, start: number, size: number): Reach {
    return sameReach(start, size);
  }

  backward(block: RowBlock): void {
    const { id, inputs } = this.node;
    const { lines } = this.current;
    const window = block.receiveSummed(id);
    const { before, biasGamma } = this;
    const fork = block.forkUncertainty(id);
    const sums = fork instanceof Float64Array ? fork : null;
    const { coefficients, unit } = block.single
      ? lines.applySingles(block, window)
      : lines.applyOutward(block, window, before, sums, biasGamma);
    block.deliver(id, 0, required(inputs, 0), coefficients, unit, block.single ? lines.haveConstants : before !== null);
  }

  private forgetLines(): void {
    for (const set of this.sets.values()) set.stale = true;
  }
}
