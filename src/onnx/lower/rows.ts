import { transposed } from '../indices.js';
import { at, rearrange, type View } from '../value.js';

/** A tensor seen as rows along some of its axes. */
export interface Rows {
  /** Shape [rows, length]. */
  readonly view: View;
  readonly rows: number;
  readonly length: number;
  /** Brings a tensor of shape [rows, length] back to the shape of the original. */
  restore(view: View): View;
}

/** The rows that run along `axes` (ascending): one for each position of the other axes. */
export function rowsAlong(view: View, axes: readonly number[]): Rows {
  const rest = view.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...rest, ...axes];
  const size = (list: readonly number[]) => list.reduce((product, axis) => product * at(view.shape, axis), 1);
  const [rows, length] = [size(rest), size(axes)];
  const { shape, source } = transposed(view.shape, order);
  const back = order.map((_, axis) => order.indexOf(axis));
  return {
    view: rearrange(view, [rows, length], source),
    rows,
    length,
    restore: (result) => rearrange(result, view.shape, transposed(shape, back).source),
  };
}
