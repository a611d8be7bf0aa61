// Transposed sparse matrix times a block of windows.

// @ts-ignore: decorator
@inline
function allRows<T>(
  rows: i32, height: i32, run: i32, stride: usize, offsets: usize, source: usize,
  starts: usize, indices: usize, weights: usize, target: usize, targetRow: usize,
): void {
  for (; rows > 0; rows--) {
    memory.fill(target, 0, targetRow);
    let line = <usize>load<u32>(offsets);
    for (let y = height; y > 0; y--) {
      let start = starts + (line << 2);
      let e = <usize>load<i32>(start);
      for (let i = run; i > 0; i--) {
        const a = load<T>(source);
        start += 4;
        for (const end = <usize>load<i32>(start); e < end; e++) {
          const at = target + <usize>load<i32>(indices + (e << 2)) * sizeof<T>();
          store<T>(at, load<T>(at) + a * load<T>(weights + e * sizeof<T>()));
        }
        source += sizeof<T>();
      }
      line += stride;
    }
    offsets += 4;
    target += targetRow;
  }
}

export function scatter(
  single: bool, rows: i32, height: i32, run: i32, stride: usize, offsets: usize, source: usize,
  starts: usize, indices: usize, weights: usize, target: usize, targetRow: usize,
): void {
  if (single) allRows<f32>(rows, height, run, stride, offsets, source, starts, indices, weights, target, targetRow);
  if (!single) allRows<f64>(rows, height, run, stride, offsets, source, starts, indices, weights, target, targetRow);
}
