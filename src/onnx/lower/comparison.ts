import { activation } from '../../activations/registry.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator, OpVersion } from '../operator.js';
import { constant, type View } from '../value.js';
import { activate } from './activation.js';
import { addition } from './addition.js';
import { affine } from './affine.js';
import { foldBinary } from './fold.js';

/**
 * A comparison of constants, or of data: a >= b is the step of a - b, a > b what is left of the step of b - a. `sign` 1: the step of a - b; -1: of b - a. With `strict`, one minus that.
 */
export function comparison(
  op: string,
  versions: readonly OpVersion[],
  value: (a: number, b: number) => boolean,
  sign: 1 | -1,
  strict: boolean,
): OnnxOperator {
  return {
    op,
    versions,
    lower(node) {
      const [a, b] = [node.input(0), node.input(1)];
      if (a.kind === 'constant' && b.kind === 'constant') {
        if (a.error !== null || b.error !== null) node.unsupported('a constant operand is a rounded result');
        return [foldBinary(node, a, b, { value: (x, y) => (value(x, y) ? 1 : 0), error: () => 0 }, 'bool')];
      }
      const difference = addition(node, [sign, sign === 1 ? -1 : 1]);
      if (difference.kind === 'constant') return node.unsupported('no data');
      const step = activate(node, difference, activation('step'));
      return [{ ...(strict ? complement(node, step) : step), type: 'bool' }];
    },
  };
}

/** 1 - x of data that hold truth values. */
export function complement(node: OpNode, x: View): View {
  const type = 'float32';
  return { ...affine(node, { ...x, type }, constant(type, [], [-1]), constant(type, [], [1])), type: x.type };
}
