/** Operators with windows, written down from their definition in the ONNX documentation: loops over [C, H, W], nothing shared with src. */
export interface WindowSpec {
  readonly kernel: readonly [number, number];
  readonly strides?: readonly [number, number];
  readonly dilations?: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly pads?: readonly [number, number, number, number];
  readonly ceil?: boolean;
}

export type MapSize = readonly [channels: number, height: number, width: number];

/** What lies under one tap of a window: a position of the map, its padding, or what ceil_mode reaches beyond both. */
type Tap = number | 'padding' | 'beyond';

/** The taps of every window, row-major. */
function windowsOf([, height, width]: MapSize, spec: WindowSpec): Tap[][] {
  const { kernel, strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0], ceil = false } = spec;
  const padded = [height + pads[0] + pads[2], width + pads[1] + pads[3]] as const;
  const count = (axis: 0 | 1) => {
    const steps = (padded[axis] - (kernel[axis] - 1) * dilations[axis] - 1) / strides[axis];
    const whole = ceil ? Math.ceil(steps) : Math.floor(steps);
    // The last window of ceil_mode must begin before the end padding.
    return whole * strides[axis] >= [height, width][axis]! + pads[axis] ? whole : whole + 1;
  };
  const windows: Tap[][] = [];
  for (let oy = 0; oy < count(0); oy++) {
    for (let ox = 0; ox < count(1); ox++) {
      const taps: Tap[] = [];
      for (let ky = 0; ky < kernel[0]; ky++) {
        for (let kx = 0; kx < kernel[1]; kx++) {
          const y = oy * strides[0] + ky * dilations[0] - pads[0];
          const x = ox * strides[1] + kx * dilations[1] - pads[1];
          if (y >= 0 && y < height && x >= 0 && x < width) taps.push(y * width + x);
          else taps.push(y < height + pads[2] && x < width + pads[3] ? 'padding' : 'beyond');
        }
      }
      windows.push(taps);
    }
  }
  return windows;
}

/** Conv: weights [out, channels / groups, kernel…]. */
export function convolve(x: Float64Array, size: MapSize, weights: ArrayLike<number>, outputs: number, spec: WindowSpec, groups = 1) {
  const [channels, height, width] = size;
  const windows = windowsOf(size, spec);
  const each = channels / groups;
  const taps = spec.kernel[0] * spec.kernel[1];
  return Float64Array.from({ length: outputs * windows.length }, (_, i) => {
    const output = Math.floor(i / windows.length);
    const first = Math.floor(output / (outputs / groups)) * each;
    let sum = 0;
    windows[i % windows.length]!.forEach((tap, k) => {
      if (typeof tap !== 'number') return;
      for (let c = 0; c < each; c++) sum += weights[(output * each + c) * taps + k]! * x[(first + c) * height * width + tap]!;
    });
    return sum;
  });
}

/** AveragePool. */
export function averagePool(x: Float64Array, size: MapSize, spec: WindowSpec, countPadding: boolean): Float64Array {
  return pooled(size, spec, (taps, base) => {
    const values = taps.flatMap((tap) => (typeof tap === 'number' ? [x[base + tap]!] : tap === 'padding' && countPadding ? [0] : []));
    return values.reduce((a, b) => a + b, 0) / values.length;
  });
}

/** MaxPool. */
export function maxPool(x: Float64Array, size: MapSize, spec: WindowSpec): Float64Array {
  return pooled(size, spec, (taps, base) => Math.max(...taps.flatMap((tap) => (typeof tap === 'number' ? [x[base + tap]!] : []))));
}

function pooled(size: MapSize, spec: WindowSpec, value: (taps: readonly Tap[], base: number) => number): Float64Array {
  const [channels, height, width] = size;
  const windows = windowsOf(size, spec);
  const results = Array.from({ length: channels }, (_, c) => windows.map((taps) => value(taps, c * height * width)));
  return Float64Array.from(results.flat());
}

/** ConvTranspose of one group: weights [channels, out, kernel…]; `after` is output_padding. */
export function convolveTransposed(
  x: Float64Array,
  [channels, height, width]: MapSize,
  weights: ArrayLike<number>,
  outputs: number,
  { kernel, strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0] }: WindowSpec,
  after: readonly [number, number] = [0, 0],
): Float64Array {
  const outHeight = (height - 1) * strides[0] + (kernel[0] - 1) * dilations[0] + 1 + after[0] - pads[0] - pads[2];
  const outWidth = (width - 1) * strides[1] + (kernel[1] - 1) * dilations[1] + 1 + after[1] - pads[1] - pads[3];
  const result = new Float64Array(outputs * outHeight * outWidth);
  const taps = kernel[0] * kernel[1];
  x.forEach((value, i) => {
    const c = Math.floor(i / (height * width));
    for (let k = 0; k < outputs * taps; k++) {
      const oy = Math.floor((i % (height * width)) / width) * strides[0] + Math.floor((k % taps) / kernel[1]) * dilations[0] - pads[0];
      const ox = (i % width) * strides[1] + (k % kernel[1]) * dilations[1] - pads[1];
      if (oy < 0 || oy >= outHeight || ox < 0 || ox >= outWidth) continue;
      result[(Math.floor(k / taps) * outHeight + oy) * outWidth + ox]! += value * weights[c * outputs * taps + k]!;
    }
  });
  if (channels * height * width !== x.length) throw new Error(`${x.length} elements are no map of ${channels} x ${height} x ${width}`);
  return result;
}

/** Element i of the result is element `source(i)`: [C, H, W] from [H, W, C]. */
export function channelsFirst(x: Float64Array, [channels, height, width]: MapSize): Float64Array {
  return x.map((_, i) => x[(i % (height * width)) * channels + Math.floor(i / (height * width))]!);
}

/** [H, W, C] from [C, H, W]. */
export function channelsLast(x: Float64Array, [channels, height, width]: MapSize): Float64Array {
  return x.map((_, i) => x[(i % channels) * height * width + Math.floor(i / channels)]!);
}
