import { exactly, floorOf, minus, over, plus, type Rational, ratio, times, toDouble } from './rational.js';

/** How Resize reads one axis. Names and formulas are those of the ONNX documentation. */
export interface ResizeAxis {
  readonly input: number;
  readonly output: number;
  readonly scale: Rational;
  readonly mode: 'nearest' | 'linear' | 'cubic';
  readonly coordinates: string;
  readonly nearest: string;
  readonly cubicA: number;
  readonly excludeOutside: boolean;
  /** Start and end of the region of interest, for tf_crop_and_resize. */
  readonly roi: readonly [number, number];
}

/** An element of the axis and its weight, within 2 u. */
export interface Tap {
  readonly index: number;
  readonly weight: number;
}

const half = ratio(1, 2);
const one = ratio(1);

type Coordinate = (axis: ResizeAxis, i: Rational) => Rational;

const halfPixel: Coordinate = ({ scale }, i) => minus(over(plus(i, half), scale), half);

/** coordinate_transformation_mode: the place in the input of position i of the output. */
export const COORDINATES: Readonly<Record<string, Coordinate>> = {
  half_pixel: halfPixel,
  half_pixel_symmetric: (axis, i) => {
    const adjustment = over(ratio(axis.output), times(axis.scale, ratio(axis.input)));
    return plus(times(ratio(axis.input, 2), minus(one, adjustment)), halfPixel(axis, i));
  },
  pytorch_half_pixel: (axis, i) => (axis.output > 1 ? halfPixel(axis, i) : ratio(0)),
  asymmetric: ({ scale }, i) => over(i, scale),
  align_corners: ({ input, output }, i) => (output > 1 ? times(i, ratio(input - 1, output - 1)) : ratio(0)),
  tf_half_pixel_for_nn: ({ scale }, i) => over(plus(i, half), scale),
  tf_crop_and_resize: ({ input, output, roi }, i) => {
    const [start, end] = [exactly(roi[0]), exactly(roi[1])];
    const last = ratio(input - 1);
    if (output === 1) return times(times(plus(start, end), last), half);
    return plus(times(start, last), times(i, over(times(minus(end, start), last), ratio(output - 1))));
  },
};

/** nearest_mode. */
export const NEAREST: Readonly<Record<string, (x: Rational) => number>> = {
  round_prefer_floor: (x) => ceilOf(minus(x, half)),
  round_prefer_ceil: (x) => floorOf(plus(x, half)),
  floor: floorOf,
  ceil: ceilOf,
};

function ceilOf(x: Rational): number {
  return -floorOf({ n: -x.n, d: x.d });
}

/** The elements that each position of the output is made of; null: outside the input, for tf_crop_and_resize. */
export function tapsOf(axis: ResizeAxis): readonly (readonly Tap[] | null)[] {
  return Array.from({ length: axis.output }, (_, i) => tapsAt(axis, ratio(i)));
}

function tapsAt(axis: ResizeAxis, i: Rational): readonly Tap[] | null {
  const x = COORDINATES[axis.coordinates]?.(axis, i) ?? ratio(0);
  const isOutside = x.n < 0n || x.n > BigInt(axis.input - 1) * x.d;
  if (axis.coordinates === 'tf_crop_and_resize' && isOutside) return null;
  if (axis.mode === 'nearest') return [{ index: clamped(axis, NEAREST[axis.nearest]?.(x) ?? 0), weight: 1 }];
  const first = floorOf(x);
  const fraction = minus(x, ratio(first));
  const weights = axis.mode === 'linear' ? [minus(one, fraction), fraction] : cubicWeights(fraction, exactly(axis.cubicA));
  return merged(axis, axis.mode === 'linear' ? first : first - 1, weights);
}

/** Elements outside stand for the nearest one inside, or do not count. */
function merged(axis: ResizeAxis, first: number, weights: readonly Rational[]): readonly Tap[] {
  const inside = weights.map((weight, k) => (!axis.excludeOutside || clamped(axis, first + k) === first + k ? weight : ratio(0)));
  const total = axis.excludeOutside ? inside.reduce(plus) : one;
  const sums = new Map<number, Rational>();
  inside.forEach((weight, k) => {
    const index = clamped(axis, first + k);
    sums.set(index, plus(sums.get(index) ?? ratio(0), over(weight, total)));
  });
  return [...sums].map(([index, weight]) => ({ index, weight: toDouble(weight) })).filter(({ weight }) => weight !== 0);
}

function clamped({ input }: ResizeAxis, index: number): number {
  return Math.min(Math.max(index, 0), input - 1);
}

/** Keys' cubic convolution with parameter a, at distances 1 + t, t, 1 - t, 2 - t. */
function cubicWeights(t: Rational, a: Rational): Rational[] {
  const near = (s: Rational) => plus(times(times(minus(times(plus(a, ratio(2)), s), plus(a, ratio(3))), s), s), one);
  const far = (s: Rational) => times(a, minus(times(plus(times(minus(s, ratio(5)), s), ratio(8)), s), ratio(4)));
  return [far(plus(one, t)), near(t), near(minus(one, t)), far(minus(ratio(2), t))];
}
