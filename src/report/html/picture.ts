import { PNG } from 'pngjs';

/** Rows and columns of a picture, and where the values of a pixel are. */
export interface PictureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly at: (channel: number, y: number, x: number) => number;
}

/** Pixels that a picture has at most in each direction; larger ones are averaged. */
const LARGEST = 112;
const FEWEST = 4;

/** How the values of an input of this shape (with its batch dimension) are a picture; null: they are not. */
export function pictureShape(inputShape: readonly number[]): PictureShape | null {
  const [first = 0, second = 0, third = 0, ...more] = inputShape.slice(1);
  if (more.length > 0) return null;
  if (third === 0) return first >= FEWEST && second >= FEWEST ? planar(1, first, second) : null;
  const last = third <= 4 && first > 4;
  const [height, width] = last ? [first, second] : [second, third];
  if (height < FEWEST || width < FEWEST) return null;
  return last ? { height, width, channels: third, at: (c, y, x) => (y * width + x) * third + c } : planar(first, height, width);
}

/** The input as a PNG: grey, or in colours where it has three or four channels; `range`: black and white. */
export function imageUri(values: Float64Array, shape: PictureShape, [low, high]: readonly [number, number]): string {
  const colours = shape.channels === 3 || shape.channels === 4;
  const level = (value: number): number => (255 * (value - low)) / (high - low || 1);
  return png(
    shape,
    (pixel) => {
      const channel = (c: number): number => level(colours ? pixel(c) : average(shape.channels, pixel));
      return [channel(0), channel(1), channel(2), 255];
    },
    values,
  );
}

/** Signed values as a PNG, summed over channels: red above 0, blue below, the stronger the larger, nothing at 0. `most`: full strength. */
export function heatUri(values: Float64Array, shape: PictureShape, most: number): string {
  return png(
    shape,
    (pixel) => {
      const value = shape.channels * average(shape.channels, pixel);
      const strength = Math.min(Math.abs(value) / (most || 1), 1) ** 0.7;
      const [red, green, blue] = value > 0 ? [214, 51, 40] : [40, 105, 210];
      return [red, green, blue, 255 * strength];
    },
    values,
  );
}

/** What counts as strong: all but the hundredth strongest sums over the channels of a pixel lie below, so that a few do not outshine the rest. */
export function strongSum(values: Float64Array, { height, width, channels, at }: PictureShape): number {
  const sums = Float64Array.from({ length: height * width }, (_, k) => {
    return Math.abs(channels * average(channels, (c) => values[at(c, Math.floor(k / width), k % width)] ?? 0));
  }).sort();
  return sums[Math.floor(0.99 * (sums.length - 1))] ?? 0;
}

function png(shape: PictureShape, colour: (pixel: (channel: number) => number) => number[], values: Float64Array): string {
  const every = Math.ceil(Math.max(shape.height, shape.width) / LARGEST);
  const height = Math.ceil(shape.height / every);
  const width = Math.ceil(shape.width / every);
  const image = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = (channel: number): number => blockMean(values, shape, channel, { y: y * every, x: x * every, every });
      image.data.set(colour(pixel).map((level) => Math.round(Math.min(Math.max(level, 0), 255))), 4 * (y * width + x)); // prettier-ignore
    }
  }
  return `data:image/png;base64,${PNG.sync.write(image).toString('base64')}`;
}

function blockMean(
  values: Float64Array,
  { height, width, at }: PictureShape,
  channel: number,
  block: { readonly y: number; readonly x: number; readonly every: number },
): number {
  let sum = 0;
  let count = 0;
  for (let y = block.y; y < Math.min(block.y + block.every, height); y++) {
    for (let x = block.x; x < Math.min(block.x + block.every, width); x++) {
      sum += values[at(channel, y, x)] ?? 0;
      count++;
    }
  }
  return sum / count;
}

function average(channels: number, pixel: (channel: number) => number): number {
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += pixel(c);
  return sum / channels;
}

function planar(channels: number, height: number, width: number): PictureShape {
  return { height, width, channels, at: (c, y, x) => (c * height + y) * width + x };
}
