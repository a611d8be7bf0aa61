import { arrange } from '../layout.js';
import type { OpNode } from '../op-node.js';
import { at, constant, type View } from '../value.js';
import { affine } from './affine.js';
import { wholeWindow } from './average.js';
import { windowFields } from './window.js';

/** The largest element of each row of `windows` (elements of the view, `size` a row): a max-pool after a gather. */
export function maximumOf(node: OpNode, view: View, windows: Int32Array, size: number, shape: readonly number[]): View {
  const results = windows.length / size;
  const elements = Int32Array.from(windows, (_, i) => at(windows, (i % results) * size + Math.floor(i / results)));
  const map = { height: size, width: 1, channels: results };
  return maximumOfColumns(node, view, arrange(node.builder, view, elements, map, node.origin), shape);
}

/** The largest element of each channel of a node, as a tensor of the given shape. */
export function maximumOfColumns(node: OpNode, view: View, input: number, shape: readonly number[]): View {
  const own = node.builder.shape(input);
  const id = node.builder.add({
    kind: 'max-pool', inputs: [input], shape: { height: 1, width: 1, channels: own.channels }, origin: node.origin, ...windowFields(wholeWindow(own)),
  }); // prettier-ignore
  return { kind: 'view', type: view.type, shape, node: id, index: null };
}

/** A maximum, or for sign -1 a minimum: minus the maximum of the negative. */
export function signedMaximum(node: OpNode, sign: 1 | -1, x: View, maximum: (view: View) => View): View {
  const times = (view: View) => (sign === 1 ? view : affine(node, view, constant(view.type, [], [-1]), null));
  return times(maximum(times(x)));
}
