import type { Activation } from '../../activations/activation.js';
import { activation } from '../../activations/registry.js';
import { sizeOf } from '../../engine/tensor.js';
import { broadcastIndices, broadcastShape } from '../indices.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { at, type Constant, rearrange, type Value, type View } from '../value.js';
import { activate, activateEach } from './activation.js';
import { concatenate } from './concat.js';
import { foldBinary, type FoldRule, mismatch } from './fold.js';
import { maximumOf, signedMaximum } from './maximum.js';

/** The largest float32: ONNX's way of saying that there is no bound. Larger ones, of float64, are bounds. */
const LARGEST = 3.4028234663852886e38;

/** min(max(x, low), high); null when there are no bounds. */
export function clipFunction(low: number, high: number): Activation | null {
  const min = low === -LARGEST ? -Infinity : low;
  const max = high === LARGEST ? Infinity : high;
  if (min === -Infinity && max === Infinity) return null;
  return min === 0 && max === Infinity ? activation('relu') : activation('clip', { min, max });
}

/** Min or Max: of constants, of one tensor of data and constants (a clip), or of several of data (a max-pool over pairs). */
export function extremeOperator(op: 'Min' | 'Max', rule: FoldRule): OnnxOperator {
  return {
    op,
    versions: [[6, Infinity, []]],
    lower(node) {
      const values = node.inputs.map((_, position) => node.input(position));
      const views = values.filter((value) => value.kind === 'view');
      const constants = values.filter((value) => value.kind === 'constant');
      const bound = constants.length === 0 ? null : constants.reduce((a, b) => foldBinary(node, a, b, rule));
      if (views.length === 0) return [bound ?? node.unsupported('no inputs')];
      const data = node.inputs.flatMap((value, position) => (value?.kind === 'view' ? [node.data(position)] : []));
      const extreme = extremeOf(node, data, op === 'Max' ? 1 : -1);
      return [bound === null ? extreme : limited(node, extreme, bound, op)];
    },
  };
}

/** The elementwise largest (smallest) of several tensors of data. */
function extremeOf(node: OpNode, views: readonly View[], sign: 1 | -1): View {
  const [first, ...more] = views;
  if (first === undefined) return node.unsupported('no inputs');
  if (more.length === 0) return first;
  const shapes = views.map((view) => view.shape);
  const shape = broadcastShape(...shapes) ?? mismatch(node, ...shapes);
  const size = sizeOf(shape);
  const flat = views.map((view) => rearrange(rearrange(view, shape, broadcastIndices(view.shape, shape)), [size], null));
  const all = concatenate(node, flat, 0);
  if (all.kind === 'constant') return node.unsupported('no data');
  const windows = Int32Array.from({ length: size * views.length }, (_, i) => (i % views.length) * size + Math.floor(i / views.length));
  return signedMaximum(node, sign, all, (view) => maximumOf(node, view, windows, views.length, shape));
}

function limited(node: OpNode, x: View, bound: Constant, op: 'Min' | 'Max'): Value {
  if (bound.error !== null) node.unsupported('its bound is the rounded result of a computation in the graph');
  const shape = broadcastShape(x.shape, bound.shape) ?? mismatch(node, x.shape, bound.shape);
  const view = rearrange(x, shape, broadcastIndices(x.shape, shape));
  const clip = (value: number) => (op === 'Max' ? clipFunction(value, Infinity) : clipFunction(-Infinity, value));
  if (sizeOf(bound.shape) === 1) {
    const single = clip(at(bound.data, 0));
    return single === null ? view : activate(node, view, single);
  }
  const source = broadcastIndices(bound.shape, shape);
  const boundOf = (element: number) => at(bound.data, source === null ? element : at(source, element));
  return activateEach(node, view, (element) => clip(boundOf(element)) ?? activation('clip'), boundOf);
}
