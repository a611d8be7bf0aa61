import { type MapShape, mapSize, type Origin } from '../graph/graph.js';
import { type GraphBuilder, LayoutRequest } from './builder.js';
import { channelsFirst, channelsLast, isIdentity } from './indices.js';
import { sliceNodes } from './slices.js';
import { at, count, type View } from './value.js';

/**
 * Brings views into the order in which a node wants its input: for free where the node has it already, with window-preserving
 * slices where possible, else with one gather.
 */

/** A view of a whole node in ONNX's own order of a map [1, C, H, W]. */
export function mapView(node: number, shape: MapShape, type: View['type'], dims: readonly number[]): View {
  return { kind: 'view', node, shape: dims, type, index: channelsFirst(shape.channels, shape.height, shape.width) };
}

/** The id of a node of the given shape whose vector element p is ONNX element `order[p]` of the view (null: p). */
export function arrange(builder: GraphBuilder, view: View, order: Int32Array | null, shape: MapShape, origin: readonly Origin[]): number {
  const index = view.index;
  const target = index === null ? order : order === null ? index : order.map((i) => at(index, i));
  const own = builder.shape(view.node);
  const whole = mapSize(own) === mapSize(shape);
  if (whole && sameShape(own, shape) && isIdentity(target)) return view.node;
  const elements = target ?? Int32Array.from({ length: mapSize(shape) }, (_, i) => i);
  if (builder.open && whole && builder.isInputOrder(view.node) && isPermutation(elements, elements.length)) {
    throw new LayoutRequest(shape, elements);
  }
  return sliceNodes(builder, view.node, elements, shape, origin) ?? gather(builder, view.node, elements, shape, origin);
}

function gather(builder: GraphBuilder, input: number, indices: Int32Array, shape: MapShape, origin: readonly Origin[]): number {
  const starts = Int32Array.from({ length: indices.length + 1 }, (_, i) => i);
  return builder.addOnce({
    kind: 'sparse', inputs: [input], shape, origin, starts, indices, weights: null, bias: null, weightUnits: 0, biasError: null,
  }); // prettier-ignore
}

/** The id of the map node for a view whose elements are, in ONNX order, those of [channels, height, width]. */
export function asMap(builder: GraphBuilder, view: View, shape: MapShape, origin: readonly Origin[]): number {
  return arrange(builder, view, channelsLast(shape.channels, shape.height, shape.width), shape, origin);
}

/** The id of a node with `rows` positions (of any height and width) of `columns` channels, for a view [rows, columns]. */
export function asRows(builder: GraphBuilder, view: View, rows: number, columns: number, origin: readonly Origin[]): number {
  const own = builder.shape(view.node);
  if (own.channels === columns && mapSize(own) === rows * columns && isIdentity(view.index)) return view.node;
  return arrange(builder, view, null, { height: 1, width: rows, channels: columns }, origin);
}

function sameShape(a: MapShape, b: MapShape): boolean {
  return a.height === b.height && a.width === b.width && a.channels === b.channels;
}

/** True when every element 0 … size - 1 occurs exactly once. */
export function isPermutation(index: Int32Array, size: number): boolean {
  if (index.length !== size) return false;
  const seen = new Uint8Array(size);
  for (let k = 0; k < index.length; k++) seen[at(index, k)] = 1;
  return !seen.includes(0);
}

/** True when every element of the node occurs in the view at least once. */
export function covers(builder: GraphBuilder, view: View): boolean {
  if (view.index === null) return true;
  const seen = new Uint8Array(builder.size(view.node));
  for (let k = 0; k < view.index.length; k++) seen[at(view.index, k)] = 1;
  return !seen.includes(0);
}

/** The view itself if it is a permutation of a whole node, else the same tensor as a view of a new node that holds just it. */
export function whole(builder: GraphBuilder, view: View, origin: readonly Origin[]): View {
  if (view.index === null || isPermutation(view.index, builder.size(view.node))) return view;
  return subset(builder, view, origin) ?? inOwnOrder(builder, view, origin);
}

/** For views without repeated elements: keeps the order of the node, so that a box of a map stays a map. */
function subset(builder: GraphBuilder, view: View, origin: readonly Origin[]): View | null {
  const sorted = Int32Array.from(view.index ?? []).sort();
  if (sorted.some((value, i) => i > 0 && value === sorted[i - 1])) return null;
  const shape = boxOf(sorted, builder.shape(view.node));
  if (shape === null) return null;
  const rank = new Int32Array(builder.size(view.node));
  sorted.forEach((element, i) => (rank[element] = i));
  const node = sliceNodes(builder, view.node, sorted, shape, origin);
  return node === null ? null : { ...view, node, index: (view.index ?? sorted).map((i) => at(rank, i)) };
}

/** Shape of the box that a sorted list of elements fills if it fills one (to be verified). */
function boxOf(sorted: Int32Array, { width, channels }: MapShape): MapShape | null {
  const first = at(sorted, 0);
  let run = 1;
  while (run < sorted.length && at(sorted, run) === first + run && (first + run) % channels !== 0) run++;
  const line = Math.floor(first / (width * channels));
  let inLine = 0;
  while (inLine < sorted.length && Math.floor(at(sorted, inLine) / (width * channels)) === line) inLine++;
  const shape = { channels: run, width: inLine / run, height: sorted.length / inLine };
  return Number.isInteger(shape.width) && Number.isInteger(shape.height) ? shape : null;
}

function inOwnOrder(builder: GraphBuilder, view: View, origin: readonly Origin[]): View {
  const [batch, channels, height, width] = view.shape;
  if (view.shape.length === 4 && batch === 1 && channels !== undefined && height !== undefined && width !== undefined) {
    const shape = { height, width, channels };
    return mapView(asMap(builder, view, shape, origin), shape, view.type, view.shape);
  }
  const shape = { height: 1, width: 1, channels: count(view) };
  return { ...view, node: arrange(builder, view, null, shape, origin), index: null };
}
