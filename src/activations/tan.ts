import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { quarterTurns } from './elementary/quarter-turns.js';
import { tan as evaluate, TAN_SLOPE_UNITS, TAN_UNITS, tanSlope } from './elementary/sin.js';
import { withDefaults } from './parameters.js';
import type { Curve } from './shapes/curve.js';
import { STEEPEST } from './shapes/piecewise-curvature.js';
import { alternating } from './shapes/segment.js';
import { windowed } from './shapes/windowed.js';

/** Padded as a sine is (shapes/wave.ts), for the inflections at multiples of pi. */
const curve: Curve = {
  value: evaluate,
  valueError: (_x, value) => (TAN_UNITS + 2) * UNIT * Math.abs(value) + 4 * ETA,
  slope: tanSlope,
  slopeError: (_x, slope) => (TAN_SLOPE_UNITS + 2) * UNIT * slope,
};

/** pi/2 less than 1e-6. */
const REACH = 1.570795;

/** The branch k pi - pi/2 < x < k pi + pi/2 of both ends, with room for the rounding of its middle; null if they are on two, or beyond 2^20. */
function branchOf(lower: number, upper: number): number | null {
  const k = Math.floor(lower / Math.PI + 0.5);
  const middle = quarterTurns(2 * k);
  return lower >= -(2 ** 20) && upper <= 2 ** 20 && lower >= middle - REACH && upper <= middle + REACH ? k : null;
}

const activation = windowed('tan', {
  curve,
  windowOf: branchOf,
  shapeOf: (k) => ({ segments: alternating(curve, [quarterTurns(2 * k)], -1), least: 1, most: STEEPEST }),
  infimum: -Infinity,
  supremum: Infinity,
});

/** The tangent, in radians, between two of its poles: concave, then convex. */
export const tan: ActivationKind = {
  name: 'tan',
  onnx: ['Tan'],
  defaults: {},
  samples: [{}],
  domain: (lower, upper) => branchOf(lower, upper) !== null,
  create(parameters = {}) {
    withDefaults('tan', {}, parameters);
    return activation;
  },
};
