import type { Coefficients, Engine } from '../../engine/engine.js';
import { SLACK } from '../../engine/interval.js';
import type { Constants } from '../../engine/outward.js';
import { ETA, UNIT, roundDown, roundUp } from '../../engine/rounding.js';
import { required, type OperatorContext } from '../context.js';
import { mapSize, type AddNode } from '../graph.js';
import { accumulateConstants } from '../lines.js';
import type { Axis, Bounds, Operator, Reach } from '../operator.js';
import { sameReach } from '../reach.js';
import type { RowBlock } from '../row-block.js';
import type { UnitRows } from '../row-window.js';
import { SingleConstants } from '../singles.js';

/** Residual sum: both branches get the same coefficients, the bias is counted once (CNN-Cert, residual blocks). */
export class AddOperator implements Operator {
  readonly fanOut = 1;
  readonly parameters = 0;

  private readonly engine: Engine;
  /** Those of inputs that are taken; null where none is. */
  constants: Constants | null = null;
  private readonly sums: Constants;
  /** With those of inputs that are taken. Null before `prepareSingles`. */
  singleConstants: SingleConstants | null = null;
  /** Whether the constants of an input are in its own: those in doubles, and those in singles, which more operators have. */
  private taken: readonly boolean[] = [];
  private takenInSingles: readonly boolean[] = [];

  constructor(
    context: OperatorContext,
    readonly node: AddNode,
  ) {
    this.engine = context.engine;
    const array = () => context.engine.allocate(mapSize(node.shape));
    this.sums = { bias: array(), uncertainty: array() };
  }

  evaluate(inputs: readonly Float64Array[], output: Float64Array): void {
    output.fill(0);
    inputs.forEach((input, i) => {
      const sign = required(this.node.signs, i);
      for (let k = 0; k < input.length; k++) output[k] = (output[k] ?? NaN) + sign * (input[k] ?? NaN);
    });
  }

  bound(inputs: readonly Bounds[], output: Bounds): void {
    output.lower.fill(0);
    output.upper.fill(0);
    inputs.forEach((input, i) => {
      const positive = required(this.node.signs, i) > 0;
      const first = i === 0;
      for (let k = 0; k < output.lower.length; k++) {
        const low = positive ? (input.lower[k] ?? NaN) : -(input.upper[k] ?? NaN);
        const high = positive ? (input.upper[k] ?? NaN) : -(input.lower[k] ?? NaN);
        output.lower[k] = first ? low : roundDown((output.lower[k] ?? NaN) + low);
        output.upper[k] = first ? high : roundUp((output.upper[k] ?? NaN) + high);
      }
    });
  }

  prepareDoubles(constants: readonly (Constants | null)[]): void {
    this.taken = constants.map((given) => given !== null);
    this.constants = null;
    if (!this.taken.includes(true)) return;
    const { bias, uncertainty } = this.sums;
    const unit = 2 * constants.length * UNIT;
    const growth = (1 + unit) * SLACK;
    for (let k = 0; k < bias.length; k++) {
      let sum = 0;
      let magnitude = 0;
      let unsure = 0;
      for (const [i, given] of constants.entries()) {
        if (given === null) continue;
        const constant = given.bias[k] ?? NaN;
        sum += required(this.node.signs, i) * constant;
        magnitude += Math.abs(constant);
        unsure += given.uncertainty[k] ?? NaN;
      }
      bias[k] = sum;
      uncertainty[k] = (unsure + unit * magnitude) * growth;
    }
    this.constants = this.sums;
  }

  prepareSingles(inputs: readonly Bounds[], output: Bounds, biasGamma: number, constants: readonly (SingleConstants | null)[]): void {
    this.singleConstants ??= new SingleConstants(this.engine, mapSize(this.node.shape));
    this.takenInSingles = constants.map((given) => given !== null);
    const zeros = new Float32Array(output.anchor.length);
    const parts = inputs.map(({ anchor }, i) => {
      const { bias, uncertainty } = constants[i] ?? { bias: zeros, uncertainty: zeros };
      return { sign: required(this.node.signs, i), anchor, bias, uncertainty };
    });
    const terms = 2 * parts.length;
    for (let k = 0; k < output.anchor.length; k++) {
      const to = output.anchor[k] ?? NaN;
      let sum = -to;
      let magnitude = Math.abs(to);
      let given = 0;
      for (const { sign, anchor, bias, uncertainty } of parts) {
        const from = anchor[k] ?? NaN;
        const constant = bias[k] ?? NaN;
        sum += sign * from;
        sum += sign * constant;
        magnitude += Math.abs(from) + Math.abs(constant);
        given += uncertainty[k] ?? NaN;
      }
      const error = magnitude === 0 ? 0 : 2 * terms * UNIT * magnitude + terms * ETA;
      this.singleConstants.set(k, sum, (error + given) * (1 + 2 * terms * UNIT), biasGamma);
    }
  }

  linearize(): void {
    // Nothing depends on the point.
  }

  reach(_input: number, _axis: Axis, start: number, size: number): Reach {
    return sameReach(start, size);
  }

  backward(block: RowBlock): void {
    const { id, inputs, signs } = this.node;
    const window = block.receive(id);
    if (block.single) {
      if (this.singleConstants === null) throw new Error('a sum was not prepared for rows in singles');
      if (!window.hasConstants) accumulateConstants(block, window, this.singleConstants);
    }
    const last = inputs.length - 1;
    inputs.forEach((input, i) => {
      const negative = required(signs, i) < 0;
      const hasConstants = block.single ? this.takenInSingles[i] === true : window.hasConstants && this.taken[i] === true;
      if (window.unit !== null) {
        block.deliver(id, i, input, null, negative ? negated(window.unit) : window.unit, hasConstants);
        return;
      }
      const source = window.coefficients;
      if (source === null) return;
      let coefficients = source;
      if (i < last) {
        coefficients = block.take(source.length);
        coefficients.set(source);
      }
      if (negative) negate(coefficients);
      block.deliver(id, i, input, coefficients, null, hasConstants);
    });
  }
}

function negated(unit: UnitRows): UnitRows {
  return { within: unit.within, values: unit.values.map((value) => -value) };
}

function negate(values: Coefficients): void {
  for (let k = 0; k < values.length; k++) values[k] = -(values[k] ?? NaN);
}
