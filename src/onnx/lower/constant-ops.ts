import type { OnnxOperator, OpVersion } from '../operator.js';
import type { ElementType } from '../value.js';
import { foldBinary } from './fold.js';

/** An elementwise operator of two exact constants with an exact result. */
export function exactBinary(
  op: string,
  versions: readonly OpVersion[],
  type: ElementType | null,
  value: (a: number, b: number) => number,
): OnnxOperator {
  return {
    op,
    versions,
    lower(node) {
      const a = node.constant(0, 'A');
      const b = node.constant(1, 'B');
      if (a.error !== null || b.error !== null) node.unsupported('a constant operand is a rounded result');
      return [foldBinary(node, a, b, { value, error: () => 0 }, type ?? a.type)];
    },
  };
}
