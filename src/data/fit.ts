import { sizeOf } from '../engine/tensor.js';
import { DataError } from '../errors.js';
import type { Layout } from './dataset.js';
import { lazily } from './packages.js';

/** A view of an item: its shape, and which of its axes becomes which of the model's. null: the order of elements is the same. */
type Move = { readonly shape: readonly number[]; readonly order: readonly number[] } | null;

const TO_PLANES = [2, 0, 1];
const TO_INTERLEAVED = [1, 2, 0];

/**
 * Makes the function that brings one item, row-major in `itemShape`, into the element order of the model's ONNX input `inputShape`
 * (batch of 1 included). `layout` says what the data is; `auto` accepts what fits in one way only: equal shapes up to axes of
 * length 1, a flat vector for a flat or one-channel input and back, interleaved channels for planes or planes for interleaved channels.
 * Throws `DATA_SHAPE` if nothing fits, `LAYOUT_AMBIGUOUS` if too much does.
 */
export function fitter(itemShape: readonly number[], inputShape: readonly number[], layout: Layout): (item: Float64Array) => Float64Array {
  const target = inputShape.length > 1 && inputShape[0] === 1 ? inputShape.slice(1) : inputShape;
  if (sizeOf(itemShape) !== sizeOf(target)) throw shapeError(itemShape, inputShape);
  const move = findMove(itemShape, target, layout, inputShape);
  return move === null ? (item) => item : (item) => permute(item, move.shape, move.order);
}

function findMove(shape: readonly number[], target: readonly number[], layout: Layout, inputShape: readonly number[]): Move {
  if (squeeze(target).length <= 1) return null;
  if (squeeze(shape).length <= 1) return moveFlat(target, layout, inputShape);
  return moveShaped(shape, target, layout, inputShape);
}

/** A vector for an input of several axes: with more than one channel, somebody must say where its values belong. */
function moveFlat(target: readonly number[], layout: Layout, inputShape: readonly number[]): Move {
  const found = `flat data for the model's input [${inputShape.join(', ')}]`;
  if (target.length !== 3) {
    if (layout !== 'nhwc') return null;
    throw ambiguous(`${found}, which has no known axis of channels`, 'Leave out --layout if the values are in the order of the model.');
  }
  const model = layoutOf(target);
  if (model === null) {
    throw ambiguous(`${found}, which may be planes or interleaved`, "Save the data with the model's own axes, and leave out --layout.");
  }
  const order = model === 'nchw' ? TO_PLANES : TO_INTERLEAVED;
  const shape = order.map((_, axis) => target[order.indexOf(axis)] ?? 1);
  if (layout === model || isIdentity(shape, order)) return null;
  if (layout !== 'auto') return { shape, order };
  throw ambiguous(`${found} can be in the order of planes or of interleaved channels`, 'Say which with --layout nchw or --layout nhwc.');
}

/** Which end of an image input counts the channels: the one that is no more than 4 long. null: both may, or none. */
function layoutOf([first = 1, , last = 1]: readonly number[]): 'nchw' | 'nhwc' | null {
  if (first <= 4 === last <= 4) return first === 1 ? 'nchw' : null;
  return first <= 4 ? 'nchw' : 'nhwc';
}

function moveShaped(shape: readonly number[], target: readonly number[], layout: Layout, inputShape: readonly number[]): Move {
  const same = shape.join() === target.join();
  if (same && layout !== 'nhwc') return null;
  const moves: Move[] = ordersOf(shape, layout)
    .filter((order) => order.map((axis) => shape[axis]).join() === target.join())
    .map((order) => (isIdentity(shape, order) ? null : { shape, order }));
  const asIs = same || squeeze(shape).join() === squeeze(target).join();
  const distinct = [...new Set(asIs ? [null, ...moves] : moves)];
  const [only] = distinct;
  if (only === undefined) throw shapeError(shape, inputShape);
  if (distinct.length === 1) return only;
  throw ambiguous(
    `data of shape [${shape.join(', ')}] fits the model's input [${inputShape.join(', ')}] both as it is and with its channels moved`,
    "Save the data in the model's own order of axes, and leave out --layout.",
  );
}

function ordersOf(shape: readonly number[], layout: Layout): number[][] {
  if (shape.length === 2) return [[1, 0]];
  if (shape.length !== 3) return [];
  if (layout === 'auto') return [TO_PLANES, TO_INTERLEAVED];
  return [layout === 'nhwc' ? TO_PLANES : TO_INTERLEAVED];
}

/** Whether an order of axes leaves the elements where they are: only axes of length 1 change places. */
function isIdentity(shape: readonly number[], order: readonly number[]): boolean {
  const long = order.filter((axis) => shape[axis] !== 1);
  return long.every((axis, k) => k === 0 || (long[k - 1] ?? -1) < axis);
}

function permute(item: Float64Array, shape: readonly number[], order: readonly number[]): Float64Array {
  const ndarray = lazily('ndarray');
  const source = ndarray(item, [...shape]).transpose(...order);
  const out = new Float64Array(item.length);
  lazily('ndarray-ops').assign(ndarray(out, source.shape), source);
  return out;
}

function squeeze(shape: readonly number[]): number[] {
  return shape.filter((axis) => axis !== 1);
}

function shapeError(shape: readonly number[], inputShape: readonly number[]): DataError {
  return new DataError(
    'DATA_SHAPE',
    `an item of the data has shape [${shape.join(', ')}], but the model takes [${inputShape.join(', ')}]`,
    {
      hint: "Give items of the model's shape, flat, or with the channels moved; a --layout allows that one only.",
    },
  );
}

function ambiguous(found: string, hint: string): DataError {
  return new DataError('LAYOUT_AMBIGUOUS', found, { hint });
}
