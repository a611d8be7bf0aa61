import { type MapShape, mapSize } from '../../graph/graph.js';
import { channelsLast } from '../indices.js';
import { arrange, mapView, whole } from '../layout.js';
import type { OpNode } from '../op-node.js';
import { at, type Constant, constant, count, rearrange, type Value, type View } from '../value.js';

/** Concatenation of tensors along an axis: a channel concatenation of nodes where any depends on the data. */
export function concatenate(node: OpNode, values: readonly Value[], axis: number): Value {
  const [first] = values;
  if (first === undefined) return node.unsupported('no inputs');
  const fits = values.every(
    ({ shape }) => shape.length === first.shape.length && shape.every((dim, i) => i === axis || dim === first.shape[i]),
  );
  if (!fits) node.unsupported(`shapes ${values.map(({ shape }) => `[${shape.join(', ')}]`).join(', ')} do not fit along axis ${axis}`);
  const shape = first.shape.with(axis, values.reduce((sum, value) => sum + at(value.shape, axis), 0)); // prettier-ignore
  const parts = values.filter((value) => count(value) > 0);
  const flat = joined(node, parts);
  return rearrange(flat, shape, interleaved(parts, axis));
}

/** All elements of all parts, one part after the other. */
function joined(node: OpNode, parts: readonly Value[]): Value {
  const data = parts.find((part) => part.kind === 'view');
  if (data !== undefined) {
    return joinedViews(
      node,
      parts.map((part) => (part.kind === 'view' ? part : constantView(node, part, data))),
    );
  }
  return joinedConstants(
    node,
    parts.filter((part) => part.kind === 'constant'),
  );
}

function joinedConstants(node: OpNode, parts: readonly Constant[]): Constant {
  const type = parts[0]?.type ?? node.unsupported('an empty result');
  const exact = parts.every((part) => part.error === null);
  const data = Float64Array.from(parts.flatMap((part) => [...part.data]));
  const errors = parts.flatMap((part) => [...(part.error ?? new Float64Array(part.data.length))]);
  return constant(type, [data.length], data, exact ? null : Float64Array.from(errors));
}

function joinedViews(node: OpNode, views: readonly View[]): View {
  const type = views[0]?.type ?? 'float32';
  const source = views[0]?.node ?? 0;
  if (views.every((view) => view.node === source)) return viewOf(type, source, views.map((view) => elementsOf(view))); // prettier-ignore
  const bases = sameSize(node, views);
  const ids = [...new Set(bases.map((base) => base.node))];
  const shapes = ids.map((id) => node.builder.shape(id));
  const channels = shapes.reduce((sum, shape) => sum + shape.channels, 0);
  const { height, width } = shapes[0] ?? { height: 1, width: 1 };
  const id = node.builder.add({ kind: 'concat', inputs: ids, shape: { height, width, channels }, origin: node.origin });
  const moved = bases.map((base) => {
    const position = ids.indexOf(base.node);
    const own = at(shapes.map((shape) => shape.channels), position); // prettier-ignore
    const first = shapes.slice(0, position).reduce((sum, shape) => sum + shape.channels, 0);
    return elementsOf(base).map((element) => Math.floor(element / own) * channels + first + (element % own));
  });
  return viewOf(type, id, moved);
}

function viewOf(type: View['type'], node: number, parts: readonly Int32Array[]): View {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const index = new Int32Array(size);
  let start = 0;
  for (const part of parts) {
    index.set(part, start);
    start += part.length;
  }
  return { kind: 'view', type, shape: [size], node, index };
}

function elementsOf(view: View): Int32Array {
  return view.index ?? Int32Array.from({ length: count(view) }, (_, i) => i);
}

/** The parts as whole nodes of equal height and width: as they are, or else all flat. */
function sameSize(node: OpNode, views: readonly View[]): readonly View[] {
  const bases = views.map((view) => whole(node.builder, view, node.origin));
  const shapes = bases.map((base) => node.builder.shape(base.node));
  if (shapes.every((shape) => shape.height === shapes[0]?.height && shape.width === shapes[0].width)) return bases;
  return bases.map((base) => {
    const shape = { height: 1, width: 1, channels: count(base) };
    return { ...base, node: arrange(node.builder, base, null, shape, node.origin), index: null };
  });
}

/** A constant as a node that reads nothing: a map like that of `like` where it has its size. */
function constantView(node: OpNode, value: Constant, like: View): View {
  const [batch, channels, height, width] = value.shape;
  const map = node.builder.shape(like.node);
  const size = count(value);
  if (value.shape.length === 4 && batch === 1 && channels !== undefined && height === map.height && width === map.width) {
    const shape = { height, width, channels };
    const id = constantNode(node, rearrange(value, [size], channelsLast(channels, height, width)), like.node, shape);
    return mapView(id, shape, value.type, value.shape);
  }
  const id = constantNode(node, value, like.node, { height: 1, width: 1, channels: size });
  return { kind: 'view', type: value.type, shape: value.shape, node: id, index: null };
}

function constantNode(node: OpNode, value: Constant, input: number, shape: MapShape): number {
  return node.builder.add({
    kind: 'sparse',
    inputs: [input],
    shape,
    origin: node.origin,
    starts: new Int32Array(mapSize(shape) + 1),
    indices: new Int32Array(0),
    weights: null,
    bias: value.data,
    weightUnits: 0,
    biasError: value.error,
  });
}

/** Source positions that bring the parts, one after the other, into the order of their concatenation. */
function interleaved(parts: readonly Value[], axis: number): Int32Array | null {
  const outer = (parts[0]?.shape ?? []).slice(0, axis).reduce((product, dim) => product * dim, 1);
  if (outer === 1) return null;
  const chunks = parts.map((part) => count(part) / outer);
  const result = new Int32Array(parts.reduce((sum, part) => sum + count(part), 0));
  let next = 0;
  for (let row = 0; row < outer; row++) {
    let start = 0;
    for (const chunk of chunks) {
      for (let i = 0; i < chunk; i++) result[next++] = start + row * chunk + i;
      start += chunk * outer;
    }
  }
  return result;
}
