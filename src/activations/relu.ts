import { ETA, UNIT } from '../engine/rounding.js';
import type { Activation, ActivationKind, Interval, LinearRelaxation, Relaxation } from './activation.js';
import { withDefaults } from './parameters.js';

const activation: Activation = {
  name: 'relu',
  parameters: {},
  alternatives: ['flat'],
  evaluate: (x) => (x > 0 ? x : x === x ? 0 : x),
  derivative: (x) => (x > 0 ? 1 : 0),
  range(lower: number, upper: number, out: Interval) {
    out.lower = lower > 0 ? lower : 0;
    out.upper = upper > 0 ? upper : 0;
  },
  relax,
  isLinear: (lower, upper) => lower >= 0 || upper <= 0,
};

/**
 * The lines of CNN-Cert, written out because every network runs through here: the chord above, with the intercept it needs at both
 * ends (rounded as in shapes/gap.ts); below, any slope in [0, 1] through 0 is exact.
 */
function relax(lower: number, upper: number, relaxation: Relaxation, out: LinearRelaxation): void {
  out.lowerIntercept = 0;
  if (lower >= 0 || upper <= 0) {
    out.lowerSlope = out.upperSlope = lower >= 0 ? 1 : 0;
    out.upperIntercept = 0;
    return;
  }
  // upper - lower >= upper, so the quotient is at most 1 (and 0 if the width overflows).
  const slope = upper / (upper - lower);
  out.lowerSlope = relaxation === 'fastlin' ? slope : relaxation !== 'flat' && upper >= -lower ? 1 : 0;
  const left = -slope * lower;
  const product = slope * upper;
  const right = upper - product;
  const intercept = Math.max(left, right) + (4 * UNIT * (left + product + right) + 4 * ETA);
  if (intercept < Infinity) {
    out.upperSlope = slope;
    out.upperIntercept = intercept;
  } else {
    out.upperSlope = 0;
    out.upperIntercept = upper;
  }
}

/** max(x, 0). */
export const relu: ActivationKind = {
  name: 'relu',
  onnx: ['Relu'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('relu', {}, parameters);
    return activation;
  },
};
