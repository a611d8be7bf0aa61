import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { erf as evaluate, ERF_SLOPE_UNITS, ERF_UNITS, erfSlope } from './elementary/erf.js';
import { log } from './elementary/log.js';
import { withDefaults } from './parameters.js';
import { sShaped, type SShape } from './shapes/s-shaped.js';

/** 2 / sqrt(pi), rounded up. */
const STEEPEST_SLOPE = 1.1283791670955128;

const shape: SShape = {
  value: evaluate,
  valueError: (_x, value) => (ERF_UNITS + 1) * UNIT * Math.abs(value) + 4 * ETA,
  slope: erfSlope,
  slopeError: (_x, slope) => (ERF_SLOPE_UNITS + 1) * UNIT * slope + 8 * ETA,
  infimum: -1,
  supremum: 1,
  steepest: STEEPEST_SLOPE,
  slopeInverse: (slope) => Math.sqrt(Math.max(0, -log(slope / STEEPEST_SLOPE))),
};

const activation = sShaped('erf', shape);

/** The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. */
export const erf: ActivationKind = {
  name: 'erf',
  onnx: ['Erf'],
  defaults: {},
  samples: [{}],
  create(parameters = {}) {
    withDefaults('erf', {}, parameters);
    return activation;
  },
};
