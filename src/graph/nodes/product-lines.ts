import { SLACK } from '../../engine/interval.js';
import { ETA, UNIT, roundDown, roundUp } from '../../engine/rounding.js';

/**
 * Which of the planes that touch a product on its box are used. `low` and `high`: the two pairs of McCormick (1976), through the corner with
 * both lower (for the upper side: lower and upper) ends, or the opposite ones; `middle`: their mean, the tangent plane at the centre moved
 * to either side. All three enclose the same volume; which is better depends on the row.
 */
export type ProductChoice = 'low' | 'high' | 'middle';

/** Planes `slopeA a + slopeB b + intercept` below and above a b. */
export interface ProductPlanes {
  lowerSlopeA: number;
  lowerSlopeB: number;
  lowerIntercept: number;
  upperSlopeA: number;
  upperSlopeB: number;
  upperIntercept: number;
}

/** An interval. */
export interface Side {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Writes planes that hold for every real a, b of the intervals. For any p, q: a b - q a - p b = (a - p)(b - q) - p q, so with slopes q and p
 * (any doubles) the intercept is the extreme of (a - p)(b - q) over the box, at a corner, minus p q; both rounded outward.
 */
export function relaxProduct(a: Side, b: Side, choice: ProductChoice, out: ProductPlanes): void {
  if (a.lower === a.upper || b.lower === b.upper || choice === 'middle') {
    const p = middle(a);
    const q = middle(b);
    lowerPlane(a, b, p, q, out);
    upperPlane(a, b, p, q, out);
  } else if (choice === 'low') {
    lowerPlane(a, b, a.lower, b.lower, out);
    upperPlane(a, b, a.lower, b.upper, out);
  } else {
    lowerPlane(a, b, a.upper, b.upper, out);
    upperPlane(a, b, a.upper, b.lower, out);
  }
}

/** Bounds of a b, rounded outward. */
export function productRange(a: Side, b: Side, out: { lower: number; upper: number }): void {
  out.lower = Math.min(down(a.lower, b.lower), down(a.lower, b.upper), down(a.upper, b.lower), down(a.upper, b.upper));
  out.upper = Math.max(up(a.lower, b.lower), up(a.lower, b.upper), up(a.upper, b.lower), up(a.upper, b.upper));
}

/** Per unit of |coefficient|: the roundings of its products with the slopes, and the intercept's share of the bias accumulator. */
export function productUncertainty(a: Side, b: Side, planes: ProductPlanes, biasGamma: number): number {
  const { lowerSlopeA, lowerSlopeB, lowerIntercept, upperSlopeA, upperSlopeB, upperIntercept } = planes;
  const slopes =
    Math.max(Math.abs(lowerSlopeA), Math.abs(upperSlopeA)) * magnitude(a) +
    Math.max(Math.abs(lowerSlopeB), Math.abs(upperSlopeB)) * magnitude(b);
  const intercept = Math.max(Math.abs(lowerIntercept), Math.abs(upperIntercept));
  return (2 * UNIT * slopes + biasGamma * intercept) * SLACK + 4 * ETA;
}

/** Any double near the middle of the interval, the value itself where there is only one. */
function middle({ lower, upper }: Side): number {
  return lower === upper ? lower : Math.min(Math.max(lower / 2 + upper / 2, lower), upper);
}

function magnitude({ lower, upper }: Side): number {
  return Math.max(Math.abs(lower), Math.abs(upper));
}

function lowerPlane(a: Side, b: Side, p: number, q: number, out: ProductPlanes): void {
  out.lowerSlopeA = q;
  out.lowerSlopeB = p;
  const overhang = Math.max(gap(p - a.lower, b.upper - q), gap(a.upper - p, q - b.lower));
  out.lowerIntercept = minus(down(-p, q), overhang);
}

function upperPlane(a: Side, b: Side, p: number, q: number, out: ProductPlanes): void {
  out.upperSlopeA = q;
  out.upperSlopeB = p;
  const overhang = Math.max(gap(a.upper - p, b.upper - q), gap(p - a.lower, q - b.lower));
  out.upperIntercept = -minus(-up(-p, q), overhang);
}

/** Product of two computed distances (>= 0, zero exactly when they are), rounded up. */
function gap(x: number, y: number): number {
  return x === 0 || y === 0 ? 0 : roundUp(roundUp(x) * roundUp(y));
}

function minus(x: number, y: number): number {
  return y === 0 ? x : roundDown(x - y);
}

function down(x: number, y: number): number {
  return x === 0 || y === 0 ? 0 : roundDown(x * y);
}

function up(x: number, y: number): number {
  return x === 0 || y === 0 ? 0 : roundUp(x * y);
}
