/** A .npy file (format 1.0) of doubles, row-major. All digits are kept: a counterexample rounded to float32 may leave its ball. */
export function npyBytes(data: Float64Array, shape: readonly number[]): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${axes}), }`;
  const start = 10 + Math.ceil((header.length + 1 + 10) / 64) * 64 - 10;
  const bytes = new Uint8Array(start + 8 * data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(start - 11)}\n`), 10);
  data.forEach((value, k) => view.setFloat64(start + 8 * k, value, true));
  return bytes;
}
