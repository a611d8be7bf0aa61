/** Number of elements of a shape (1 for the empty shape). */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
