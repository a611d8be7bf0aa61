import { foldBinary } from '../lower/fold.js';
import { spreadTo } from '../lower/quantization.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { elementType } from '../tensor-data.js';
import { type Constant, constant, type ElementType } from '../value.js';

/** Range of the quantized types. */
const RANGES: Readonly<Partial<Record<ElementType, readonly [number, number]>>> = {
  uint8: [0, 255], int8: [-128, 127], uint16: [0, 65535], int16: [-32768, 32767],
}; // prettier-ignore

/** Only of constants: weights that the file rounds itself. */
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
    if (x.kind === 'view')
      return node.unsupported('its input depends on the data', 'Quantized weights work; export the model without quantized activations.');
    const scale = node.constant(1, 'y_scale');
    if (x.error !== null || scale.error !== null) node.unsupported('a constant operand is a rounded result');
    const zero = node.optionalConstant(2, 'y_zero_point');
    const type =
      zero?.type ?? (node.int('output_dtype', 0) === 0 ? 'uint8' : elementType(node.int('output_dtype', 0), `${node.op} '${node.name}'`));
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
  const [low, high] = RANGES[type] ?? node.unsupported(`the type ${type}`, 'int8, uint8, int16 and uint16 work.');
  return foldBinary(node, steps, zero, { value: (x, offset) => Math.min(Math.max(x + offset, low), high), error: () => 0 }, type);
}
