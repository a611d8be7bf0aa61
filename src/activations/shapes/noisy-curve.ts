import { exactProduct, exactSum } from '../../engine/exact.js';
import { ETA, UNIT } from '../../engine/rounding.js';
import type { Activation } from '../activation.js';
import { tanh, TANH_SLOPE_UNITS, TANH_UNITS, tanhSlope } from '../elementary/tanh.js';
import type { Curve } from './curve.js';
import type { Side } from './gap.js';
import { piecewiseCurvature } from './piecewise-curvature.js';
import { type Piece, piecewiseLinear } from './piecewise-linear.js';
import { bentSegment, linearSegment, type Segment } from './segment.js';

/** A saturation point and the value there, off by `error` at most (padded as {@link Curve} asks for). */
export interface SaturationPoint {
  readonly x: number;
  readonly h: number;
  readonly error: number;
}

/** A function that is `slope x + intercept` (exactly) between two saturation points, and tied to its values there beyond them. */
export interface Saturation {
  readonly slope: number;
  readonly intercept: number;
  /** Distances beyond the saturation points are measured as t = unit |x - saturation point|; a power of two. */
  readonly unit: number;
  readonly left: SaturationPoint;
  readonly right: SaturationPoint;
}

/** What there is beyond the saturation points: leak t and, of that side, strength tanh^2(p t / 2). */
export interface Beyond {
  readonly leak: number;
  /** Whether the leak is meant as it is; else it is off by u. */
  readonly exact: boolean;
  readonly p: number;
  /** Signed; may be a rounded product. */
  readonly strength: { readonly left: number; readonly right: number };
}

/** Where tanh^2 bends the other way: tanh z = 1 / sqrt 3. */
const INFLECTION = 0.6584789484624083;

/** max T (1 - T^2) = 2 / (3 sqrt 3) for 0 < T < 1. */
const STEEPEST = 0.3849001794597505;

/**
 * A noisy activation for one fixed draw of its noise (Gulcehre et al. 2016, arXiv 1603.00391): the line of a {@link Saturation} between its points, and beyond them, with t as there,
 * h + leak t + strength tanh^2(p t / 2) on the right, h minus that on the left. Piecewise linear without noise, where its pieces are doubles.
 */
export function noisyCurve(name: string, parameters: Readonly<Record<string, number>>, form: Saturation, noise: Beyond): Activation {
  const { slope, intercept, unit } = form;
  const { leak, p, strength } = noise;
  const [low, high] = [lineBeyond(form, noise, -1), lineBeyond(form, noise, 1)];
  if (low !== null && high !== null) {
    const kinks = [form.left, form.right].map(({ x, h }) => ({ x, y: h }));
    return piecewiseLinear(name, parameters, { kinks, pieces: [low, { slope, intercept }, high] });
  }
  const middle = linearSegment(form.left.x, form.right.x, slope, intercept);
  const segments = [...segmentsBeyond(form, noise, -1), middle, ...segmentsBeyond(form, noise, 1)];
  const tilt = STEEPEST * p * Math.max(Math.abs(strength.left), Math.abs(strength.right));
  const least = Math.min(slope, unit * (leak - tilt));
  return piecewiseCurvature(name, parameters, { segments, least, most: Math.max(slope, unit * (leak + tilt)) });
}

function pointOf({ left, right }: Saturation, side: Side): SaturationPoint {
  return side === 1 ? right : left;
}

/** h + side leak t as a line, where there is no noise and the line is one of doubles. */
function lineBeyond(form: Saturation, { leak, exact, p, strength }: Beyond, side: Side): Piece | null {
  const { x, h, error } = pointOf(form, side);
  const slope = form.unit * leak;
  const fall = exactProduct(slope, x);
  const intercept = fall === null ? null : exactSum(h, -fall);
  const silent = (side === 1 ? strength.right : strength.left) === 0 || p === 0;
  return silent && exact && error === 0 && intercept !== null ? { slope, intercept: intercept + 0 } : null;
}

function segmentsBeyond(form: Saturation, noise: Beyond, side: Side): Segment[] {
  const { x } = pointOf(form, side);
  const { p, strength } = noise;
  const outermost = side * Infinity;
  const line = lineBeyond(form, noise, side);
  const curve = beyond(form, noise, side);
  // Not times p: a product that underflows would hide the noise.
  const signed = p === 0 ? 0 : side === 1 ? strength.right : strength.left;
  // Convex, and then concave, going outward from the right for positive noise; mirrored on the left.
  const bend: Side = signed > 0 === (side === 1) ? 1 : -1;
  const ordered = (from: number, to: number): [number, number] => (from < to ? [from, to] : [to, from]);
  const cut = x + (side * (2 * INFLECTION)) / (p * form.unit);
  const segments =
    line !== null
      ? [linearSegment(...ordered(x, outermost), line.slope, line.intercept)]
      : signed === 0
        ? [bentSegment(...ordered(x, outermost), 1, curve)]
        : [bentSegment(...ordered(x, cut), bend, curve), bentSegment(...ordered(cut, outermost), bend === 1 ? -1 : 1, curve)];
  return segments
    .toSorted((a, b) => a.from - b.from)
    .map((segment) => (side === 1 && segment.from === x ? { ...segment, ownsFrom: false } : segment));
}

/**
 * The curve beyond the saturation point of one side. With the leak B off by u: t rounds once, B t is off by 3 u; z = p t / 2 is off by 2 u, which
 * counts at most once for tanh, so that T^2 is off by 2 (TANH_UNITS + 2) u + u, and with the strength by 3 u more; three sums.
 *
 * The derivative is unit (B + strength p T (1 - T^2)); in 1 - T^2 the error of z counts 2 z times, no more than about 745 before it underflows.
 */
function beyond(form: Saturation, { leak: b, p, strength }: Beyond, side: Side): Curve {
  const { unit } = form;
  const end = pointOf(form, side);
  const k = side === 1 ? strength.right : strength.left;
  const distance = (x: number) => unit * (side * (x - end.x));
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
      return end.error + relative * UNIT + 8 * (1 + Math.abs(k)) * ETA;
    },
    slope: (x) => unit * (b + tiltAt((p * distance(x)) / 2)),
    slopeError(x) {
      const z = (p * distance(x)) / 2;
      const units = 2 * (TANH_UNITS + TANH_SLOPE_UNITS) + 16 + 8 * Math.min(800, z);
      return unit * ((units * Math.abs(tiltAt(z)) + 8 * Math.abs(b)) * UNIT + 64 * (1 + Math.abs(k * p)) * ETA);
    },
  };
}
