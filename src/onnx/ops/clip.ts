import { activate } from '../lower/activation.js';
import { clipFunction } from '../lower/clip.js';
import { foldUnary } from '../lower/fold.js';
import type { OnnxOperator } from '../operator.js';

/** Bounds are attributes before opset 11 and inputs since. */
export const clip: OnnxOperator = {
  op: 'Clip',
  versions: [
    [6, 1, ['max', 'min']],
    [11, 3, []],
  ],
  lower(node) {
    const low = node.has('min') ? node.float('min', 0) : (node.scalar(1, 'min') ?? -Infinity);
    const high = node.has('max') ? node.float('max', 0) : (node.scalar(2, 'max') ?? Infinity);
    if (!(low <= high)) node.unsupported(`min ${low} is not below max ${high}`);
    const x = node.input(0);
    if (x.kind === 'constant') {
      return [foldUnary(node, x, (value) => Math.min(Math.max(value, low), high), (_, error) => error)]; // prettier-ignore
    }
    const data = node.data(0);
    const limits = clipFunction(low, high);
    return [limits === null ? data : activate(node, data, limits)];
  },
};
