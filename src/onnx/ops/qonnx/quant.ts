import { dequantized, quantizedConstant, quantizedData } from '../../lower/quantization.js';
import type { OpNode } from '../../op-node.js';
import type { OnnxOperator } from '../../operator.js';

/** Fake quantization: scale (clip(round(x / scale + zero)) - zero) to a given number of bits, ties to the even whole number. */
export const quant: OnnxOperator = {
  op: 'Quant',
  versions: [[1, 4, ['narrow', 'rounding_mode', 'signed']]],
  lower(node) {
    const rounding = node.string('rounding_mode', 'ROUND');
    if (rounding !== 'ROUND') node.unsupported(`rounding_mode '${rounding}'`, 'ROUND works.');
    const scale = node.constant(1, 'scale');
    const zero = node.constant(2, 'zeropt');
    // An odd zero point added before the rounding would turn ties the other way.
    if (!zero.data.every((z) => z % 2 === 0)) node.unsupported('a zero point that is not an even whole number');
    const x = node.input(0);
    const quantized =
      x.kind === 'view'
        ? quantizedData(node, node.data(0), { scale, zero }, 'int32', rangeOf(node))
        : quantizedConstant(node, x, { scale, zero }, 'int32', rangeOf(node));
    return [dequantized(node, quantized, { scale, zero })];
  },
};

function rangeOf(node: OpNode): readonly [low: number, high: number] {
  const bits = node.scalar(3, 'bitwidth') ?? NaN;
  if (!(Number.isInteger(bits) && bits >= 1 && bits <= 16)) node.unsupported(`${bits} bits`, '1 to 16 bits work.');
  const narrow = node.int('narrow', 0) === 0 ? 0 : 1;
  const half = 2 ** (bits - 1);
  return node.int('signed', 1) === 0 ? [0, 2 * half - 1 - narrow] : [narrow - half, half - 1];
}
