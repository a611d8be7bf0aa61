import { foldBinary } from '../lower/fold.js';
import { quantizedData, rangeOf, spreadTo } from '../lower/quantization.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { elementType } from '../tensor-data.js';
import { type Constant, constant, type ElementType } from '../value.js';

/** Of constants: weights that the file rounds itself. Of data: a staircase with its jumps where the exact quotient passes a half. */
export const quantizeLinear: OnnxOperator = {
  op: 'QuantizeLinear',
  versions: [
    [10, 3, []],
    [13, 3, ['axis']],
    [19, 3, ['axis', 'saturate']],
    [21, 3, ['axis', 'block_size', 'output_dtype', 'saturate']],
    [23, 3, ['axis', 'block_size', 'output_dtype', 'precision', 'saturate']],
  ],
  lower(node) {
    const x = node.input(0);
    const scale = node.constant(1, 'y_scale');
    if ((x.kind === 'constant' && x.error !== null) || scale.error !== null) node.unsupported('a constant operand is a rounded result');
    const zero = node.optionalConstant(2, 'y_zero_point');
    const type =
      zero?.type ?? (node.int('output_dtype', 0) === 0 ? 'uint8' : elementType(node.int('output_dtype', 0), `${node.op} '${node.name}'`));
    if (x.kind === 'view') {
      const spread = { scale: spreadTo(node, x, scale), zero: zero === null ? null : spreadTo(node, x, zero) };
      return [quantizedData(node, node.data(0), spread, type)];
    }
    const steps = foldBinary(node, x, spreadTo(node, x, scale), { value: roundedQuotient, error: () => 0 });
    return [shifted(node, steps, zero === null ? constant(type, [], [0]) : spreadTo(node, x, zero), type)];
  },
};

/** x / y in float32, as the runtimes compute it, rounded to the nearest whole number, halves to even. */
function roundedQuotient(x: number, y: number): number {
  const quotient = Math.fround(x / y);
  const below = Math.floor(quotient);
  const rest = quotient - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

function shifted(node: OpNode, steps: Constant, zero: Constant, type: ElementType): Constant {
  const [low, high] = rangeOf(node, type);
  return foldBinary(node, steps, zero, { value: (x, offset) => Math.min(Math.max(x + offset, low), high), error: () => 0 }, type);
}
