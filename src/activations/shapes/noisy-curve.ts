import { ETA, UNIT } from '../../engine/rounding.js';
import type { Activation } from '../activation.js';
import { tanh, TANH_SLOPE_UNITS, TANH_UNITS, tanhSlope } from '../elementary/tanh.js';
import type { Curve } from './curve.js';
import type { Side } from './gap.js';
import { piecewiseCurvature } from './piecewise-curvature.js';
import { bentSegment, linearSegment, type Segment } from './segment.js';

/** A function that is `slope x + intercept` (exactly, the slope a power of two) between two saturation points, and h beyond them. */
export interface Saturation {
  readonly slope: number;
  readonly intercept: number;
  readonly left: { readonly x: number; readonly h: number };
  readonly right: { readonly x: number; readonly h: number };
}

/** What noise adds on one side of a saturating function: strength tanh^2(p t / 2), t = slope |x - saturation point|. */
interface Noise {
  readonly alpha: number;
  readonly p: number;
  /** Signed; may be a rounded product. */
  readonly strength: { readonly left: number; readonly right: number };
}

/** Where tanh^2 bends the other way: tanh z = 1 / sqrt 3. */
const INFLECTION = 0.6584789484624083;

/** max T (1 - T^2) = 2 / (3 sqrt 3) for 0 < T < 1. */
const STEEPEST = 0.3849001794597505;

/**
 * A noisy activation for one fixed draw of its noise (Gulcehre et al. 2016, arXiv 1603.00391): alpha h + (1 - alpha) u + d sigma eps, which is u between the saturation
 * points, and beyond them, with t as in {@link Noise}, h + (1 - alpha) t + strength tanh^2(p t / 2) on the right, h minus that on the left.
 */
export function noisyCurve(name: string, parameters: Readonly<Record<string, number>>, form: Saturation, noise: Noise): Activation {
  const { slope, intercept, left, right } = form;
  const { alpha, p, strength } = noise;
  const [below, above] = [beyond(form, noise, -1), beyond(form, noise, 1)];
  const cut = (2 * INFLECTION) / (p * slope);
  const tilt = STEEPEST * p * Math.max(Math.abs(strength.left), Math.abs(strength.right));
  const segments = [
    ...(strength.left * p === 0
      ? [bentSegment(-Infinity, left.x, 1, below)]
      : twice(-Infinity, left.x - cut, left.x, strength.left > 0 ? 1 : -1, below)),
    linearSegment(left.x, right.x, slope, intercept),
    ...(strength.right * p === 0
      ? [bentSegment(right.x, Infinity, 1, above)]
      : twice(right.x, right.x + cut, Infinity, strength.right > 0 ? 1 : -1, above)
    ).map((segment) => (segment.from === right.x ? { ...segment, ownsFrom: false } : segment)),
  ];
  const least = slope * Math.min(1, 1 - alpha - tilt);
  return piecewiseCurvature(name, parameters, { segments, least, most: slope * Math.max(1, 1 - alpha + tilt) });
}

/** One curve on both sides of its inflection. */
function twice(from: number, middle: number, to: number, bend: Side, curve: Curve): Segment[] {
  return [bentSegment(from, middle, bend, curve), bentSegment(middle, to, bend === 1 ? -1 : 1, curve)];
}

/**
 * The curve beyond the saturation point of one side. With B = 1 - alpha off by u: t rounds once, B t is off by 3 u; z = p t / 2 is off by 2 u, which
 * counts at most once for tanh, so that T^2 is off by 2 (TANH_UNITS + 2) u + u, and with the strength by 3 u more; three sums.
 *
 * The derivative is slope (B + strength p T (1 - T^2)); in 1 - T^2 the error of z counts 2 z times, no more than about 745 before it underflows.
 */
function beyond({ slope, left, right }: Saturation, { alpha, p, strength }: Noise, side: Side): Curve {
  const end = side === 1 ? right : left;
  const k = side === 1 ? strength.right : strength.left;
  const b = 1 - alpha;
  const distance = (x: number) => slope * (side * (x - end.x));
  const noiseAt = (t: number) => {
    const saturated = tanh((p * t) / 2);
    return k * (saturated * saturated);
  };
  const tiltAt = (z: number) => k * p * tanh(z) * tanhSlope(z);
  return {
    value(x) {
      const t = distance(x);
      return end.h + side * (b * t + noiseAt(t));
    },
    valueError(x, value) {
      const t = distance(x);
      const relative = 8 * Math.abs(b * t) + 2 * (2 * TANH_UNITS + 12) * Math.abs(noiseAt(t)) + 3 * Math.abs(value);
      return relative * UNIT + 8 * (1 + Math.abs(k)) * ETA;
    },
    slope: (x) => slope * (b + tiltAt((p * distance(x)) / 2)),
    slopeError(x) {
      const z = (p * distance(x)) / 2;
      const units = 2 * (TANH_UNITS + TANH_SLOPE_UNITS) + 16 + 8 * Math.min(800, z);
      return slope * ((units * Math.abs(tiltAt(z)) + 8 * Math.abs(b)) * UNIT + 64 * (1 + Math.abs(k * p)) * ETA);
    },
  };
}
