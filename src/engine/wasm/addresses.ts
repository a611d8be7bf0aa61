type View = Float64Array | Float32Array | Int32Array;

/** Of the arrays that engines made: to ask an array for its buffer takes three times as long as to look it up, and kernels are called often. */
const addresses = new WeakMap<View, number>();

/** Keeps the byte address of a view of a shared memory, which never changes. */
export function withAddress<T extends View>(view: T): T {
  addresses.set(view, view.byteOffset);
  return view;
}

/** The byte address of a view of a shared memory; null for other arrays. */
export function addressOf(view: View): number | null {
  return addresses.get(view) ?? (view.buffer instanceof SharedArrayBuffer ? view.byteOffset : null);
}
