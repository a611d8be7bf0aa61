import type { Activation } from '../activation.js';
import { quarterTurns } from '../elementary/quarter-turns.js';
import type { Curve } from './curve.js';
import { bentSegment } from './segment.js';
import { windowed } from './windowed.js';

/** From here on both envelopes are constant at the middle: each half of the interval holds a full turn. */
const TWO_TURNS = 12.566370614359174;

/** Farther out the doubles nearest to the inflections are too far from them. */
const FAR = 2 ** 20;

/** Two turns meet five segments at most; one more on each side for an index off by one. */
const SEGMENTS = 7;

/**
 * A sine or cosine: between -1 and 1, as is its slope, with inflections at (2 k + first) pi/2, concave from there on for even k, convex for odd k.
 *
 * An inflection d away from the double that stands for it (at most 0.51 ulp, 2^-33): |f| = |sin d| there, and the part of f that bends the other way differs by less than
 * d^3 from one that does not, which an error padded by u |f| covers as d^2 < u.
 */
export function wave(name: string, first: 0 | -1, curve: Curve): Activation {
  return windowed(name, {
    curve,
    infimum: -1,
    supremum: 1,
    windowOf: (lower, upper) =>
      upper - lower < TWO_TURNS && lower >= -FAR && upper <= FAR ? Math.floor(lower / Math.PI - first / 2) - 1 : null,
    shapeOf(window) {
      const cut = (k: number) => quarterTurns(2 * k + first);
      const segments = Array.from({ length: SEGMENTS }, (_, i) => {
        const k = window + i;
        return bentSegment(cut(k), cut(k + 1), (k & 1) === 0 ? -1 : 1, curve);
      });
      return { segments, least: -1, most: 1, infimum: -1, supremum: 1 };
    },
  });
}
