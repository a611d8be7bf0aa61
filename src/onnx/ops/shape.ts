import type { OnnxOperator } from '../operator.js';
import { integers } from '../value.js';

/** All shapes are known at load time. */
export const shape: OnnxOperator = {
  op: 'Shape',
  versions: [
    [1, 1, []],
    [15, 1, ['end', 'start']],
  ],
  lower(node) {
    const { shape: dims } = node.input(0);
    const clamp = (position: number) => Math.min(Math.max(position < 0 ? position + dims.length : position, 0), dims.length);
    return [integers(dims.slice(clamp(node.int('start', 0)), clamp(node.int('end', dims.length))))];
  },
};
