// First step of rows that start as one value in one element of a window: the filter, mirrored and scaled. Filters are doubles, for
// rows in singles too, which round them to nearest: that spares another copy of all weights. Filters: [output channel][ky][kx][channel].

import { DOUBLE, VECTOR, leftOver, storeTail, tailMask, wholeBytes, zero } from './vector';

/** As many doubles as T has lanes, in T. */
// @ts-ignore: decorator
@inline
function weightsAt<T>(at: usize): v128 {
  if (sizeof<T>() == 8) return v128.load(at);
  const low = f32x4.demote_f64x2_zero(v128.load(at));
  const high = f32x4.demote_f64x2_zero(v128.load(at, VECTOR));
  return v128.shuffle<f64>(low, high, 0, 2);
}

/** Divisions take longer than all else that a row needs before its first tap. */
// @ts-ignore: decorator
@inline
function quotient(a: i32, b: i32): i32 {
  return b == 1 ? a : a / b;
}

/** The first tap that meets no position before the input. */
// @ts-ignore: decorator
@inline
function firstTap(start: i32, dilation: i32): i32 {
  return start < 0 ? quotient(dilation - 1 - start, dilation) : 0;
}

/** The first tap that is beyond the input, or how many there are. */
// @ts-ignore: decorator
@inline
function endOfTaps(start: i32, dilation: i32, size: i32, taps: i32): i32 {
  return start < size ? min(taps, quotient(size - 1 - start, dilation) + 1) : 0;
}

/** Zeros, of whole elements of 4 bytes. A call of `memory.fill` takes longer than rows of usual windows. */
// @ts-ignore: decorator
@inline
function clear(at: usize, bytes: usize): void {
  for (const end = at + (bytes & ~(VECTOR - 1)); at < end; at += VECTOR) v128.store(at, zero());
  for (let left = bytes & (VECTOR - 1); left > 0; left -= 4) {
    store<u32>(at, 0);
    at += 4;
  }
}

// @ts-ignore: decorator
@inline
function allRows<T>(
  rows: i32, elements: usize, values: usize, filters: usize, outWidth: i32, outChannels: i32, outPerGroup: i32, perGroup: i32,
  target: usize, inHeight: i32, inWidth: i32, inChannels: i32,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, offsetY: i32, offsetX: i32,
): void {
  const targetRow = <usize>(inHeight * inWidth * inChannels) * sizeof<T>();
  // Taps of a line that are neighbours are one run.
  const together = dilationX == 1 && perGroup == inChannels;
  for (; rows > 0; rows--) {
    const element = load<i32>(elements);
    const position = element < outChannels ? 0 : element / outChannels;
    const channel = element - position * outChannels;
    const value = v128.load_splat<T>(values);
    const y = quotient(position, outWidth);
    const startY = y * strideY - offsetY;
    const startX = (position - y * outWidth) * strideX - offsetX;
    const firstX = firstTap(startX, dilationX);
    const endX = endOfTaps(startX, dilationX, inWidth, kernelWidth);
    const endY = endOfTaps(startY, dilationY, inHeight, kernelHeight);
    const filter = filters + <usize>(channel * kernelHeight * kernelWidth * perGroup) * DOUBLE;
    const group = together ? target : target + <usize>((channel / outPerGroup) * perGroup) * sizeof<T>();
    const firstY = firstTap(startY, dilationY);
    const taps = together ? endX - firstX : 1;
    // Taps may cover all of the window, and be one run.
    const covers = together && taps == inWidth && endY - firstY == inHeight && taps == kernelWidth;
    const run = covers ? inHeight * taps * perGroup : taps * perGroup;
    const whole = wholeBytes<T>(run);
    const mask = tailMask<T>(run);
    if (!covers) clear(target, targetRow);
    for (let ky = firstY, lines = covers ? 1 : endY - firstY; lines > 0; lines--) {
      for (let kx = firstX; kx < endX; kx += taps) {
        const from = filter + <usize>((ky * kernelWidth + kx) * perGroup) * DOUBLE;
        const to = group + <usize>(((startY + ky * dilationY) * inWidth + startX + kx * dilationX) * inChannels) * sizeof<T>();
        for (let c: usize = 0; c < whole; c += VECTOR) v128.store(to + c, v128.mul<T>(weightsAt<T>(from + c * (DOUBLE / sizeof<T>())), value));
        if (leftOver<T>(run)) storeTail<T>(to + whole, v128.mul<T>(weightsAt<T>(from + whole * (DOUBLE / sizeof<T>())), value), mask);
      }
      ky++;
    }
    target += targetRow;
    elements += 4;
    values += sizeof<T>();
  }
}

/** Element: `(y * outWidth + x) * outChannels + channel` of the output window; `in + offset = out * stride + tap * dilation` on both axes. */
export function seed(
  single: bool, rows: i32, elements: usize, values: usize, filters: usize, outWidth: i32, outChannels: i32, outPerGroup: i32, perGroup: i32,
  target: usize, inHeight: i32, inWidth: i32, inChannels: i32,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32, offsetY: i32, offsetX: i32,
): void {
  if (single) allRows<f32>(rows, elements, values, filters, outWidth, outChannels, outPerGroup, perGroup, target, inHeight, inWidth, inChannels, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX, offsetY, offsetX);
  if (!single) allRows<f64>(rows, elements, values, filters, outWidth, outChannels, outPerGroup, perGroup, target, inHeight, inWidth, inChannels, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX, offsetY, offsetX);
}
