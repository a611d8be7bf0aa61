import { sizeOf } from '../../engine/tensor.js';
import { type MapShape, mapSize } from '../../graph/graph.js';
import { relativeUnits } from '../../graph/folded.js';
import { broadcastIndices, broadcastShape } from '../indices.js';
import { whole } from '../layout.js';
import type { OpNode } from '../op-node.js';
import { at, type Constant, rearrange, type View } from '../value.js';
import { mismatch } from './fold.js';

/** `scale * view + shift` with constants that broadcast against the view (null: 1 and 0). */
export function affine(node: OpNode, view: View, scale: Constant | null, shift: Constant | null): View {
  const constants = [scale, shift].filter((value) => value !== null);
  const shapes = constants.map((value) => value.shape);
  const shape = broadcastShape(view.shape, ...shapes) ?? mismatch(node, view.shape, ...shapes);
  const base = whole(node.builder, rearrange(view, shape, broadcastIndices(view.shape, shape)), node.origin);
  const map = node.builder.shape(base.node);
  const factors = scale === null ? null : coefficients(scale, base, map, 1);
  const terms = shift === null ? null : coefficients(shift, base, map, 0);
  if (factors === null && terms === null) return base;
  const units = factors === null ? 0 : relativeUnits(factors.data, factors.error);
  if (units === Infinity) node.unsupported('a factor computed in the graph is not known to a relative precision');
  const id = node.builder.add({
    kind: 'affine',
    inputs: [base.node],
    shape: map,
    origin: node.origin,
    scale: factors?.data ?? null,
    shift: terms?.data ?? null,
    weightUnits: units,
    biasError: terms?.error ?? null,
  });
  return { ...base, node: id };
}

interface Coefficients {
  readonly data: Float64Array;
  readonly error: Float64Array | null;
}

/** A constant in the order of the node, as short as it can be; null when it is exactly `neutral` everywhere. */
function coefficients(value: Constant, base: View, map: MapShape, neutral: number): Coefficients | null {
  const spread = (list: Float64Array) => (list.length === 1 ? list : toNodeOrder(list, value.shape, base));
  const data = spread(value.data);
  const error = value.error === null ? null : spread(value.error);
  if (error === null && data.every((x) => x === neutral)) return null;
  const period = [1, map.channels].find((p) => isPeriodic(data, p) && (error === null || isPeriodic(error, p))) ?? mapSize(map);
  return { data: data.slice(0, period), error: error === null ? null : error.slice(0, period) };
}

function toNodeOrder(list: Float64Array, shape: readonly number[], base: View): Float64Array {
  const source = broadcastIndices(shape, base.shape);
  const result = new Float64Array(sizeOf(base.shape));
  for (let i = 0; i < result.length; i++) {
    result[base.index === null ? i : at(base.index, i)] = at(list, source === null ? i : at(source, i));
  }
  return result;
}

function isPeriodic(list: Float64Array, period: number): boolean {
  return list.every((value, i) => value === list[i % period]);
}
