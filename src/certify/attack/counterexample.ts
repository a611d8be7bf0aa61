import { NumericalError } from '../../errors.js';
import type { MarginEnclosure, Margins } from '../margins.js';
import type { Counterexample } from '../result.js';
import type { AttackSpace } from './space.js';

/** A counterexample with its distance from the centre, rounded up: it lies in the closed ball of that radius. */
export interface Found {
  readonly counterexample: Counterexample;
  readonly distance: number;
}

/** The relative shrinking tried when rounding has put a point outside its ball. */
const RETREATS = [0, 2 ** -50, 2 ** -46, 2 ** -42, 2 ** -36, 2 ** -30, 2 ** -20, 2 ** -10, 2 ** -4];

/**
 * A point of the closed ball of radius epsilon near u, checked exactly (distance rounded up, range compared exactly); null when
 * rounding leaves none.
 */
export function pointInside(space: AttackSpace, u: Float64Array, epsilon: number): Float64Array | null {
  const { ball } = space;
  for (const retreat of RETREATS) {
    const point = space.toPoint(retreat === 0 ? u : u.map((value) => value * (1 - retreat)));
    if (ball.contains(point, epsilon)) return point;
  }
  return null;
}

/**
 * Proves that u leads to a counterexample: the point lies in the closed ball, and the upper end of the enclosure of one of its margins
 * is negative. null when that cannot be proved; a tie never can.
 */
export function proveCounterexample(margins: Margins, space: AttackSpace, u: Float64Array, epsilon: number): Found | null {
  const point = pointInside(space, u, epsilon);
  if (point === null) return null;
  const worst = enclosuresOrNone(margins, point).reduce<MarginEnclosure | null>((least, margin) => {
    return least === null || margin.upper < least.upper ? margin : least;
  }, null);
  if (worst === null || !(worst.upper < 0) || worst.upper === -Infinity) return null;
  const counterexample = { class: worst.class, margin: worst.upper, point: margins.classifier.fromInternal(point) };
  return { counterexample, distance: space.ball.distance(point) };
}

/** Enclosures of all margins at a point; none where their evaluation overflows: such a point proves nothing. */
export function enclosuresOrNone(margins: Margins, point: Float64Array): MarginEnclosure[] {
  try {
    return margins.enclosures(point);
  } catch (error) {
    if (error instanceof NumericalError) return [];
    throw error;
  }
}
