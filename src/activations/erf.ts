import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { erf as evaluate, ERF_SLOPE_UNITS, ERF_UNITS, erfSlope } from './elementary/erf.js';
import { log } from './elementary/log.js';
import { withDefaults } from './parameters.js';
import { sShaped, type SShape } from './shapes/s-shaped.js';

/** 2 / sqrt(pi), rounded up. */
const STEEPEST_SLOPE = 1.1283791670955128;

const VALUE_ERROR = (ERF_UNITS + 1) * UNIT;
const VALUE_UNDERFLOW = 4 * ETA;
const SLOPE_ERROR = (ERF_SLOPE_UNITS + 1) * UNIT;
const SLOPE_UNDERFLOW = 8 * ETA;

const shape: SShape = {
  value: evaluate,
  valueError: (_x, value) => VALUE_ERROR * Math.abs(value) + VALUE_UNDERFLOW,
  slope: erfSlope,
  slopeError: (_x, slope) => SLOPE_ERROR * slope + SLOPE_UNDERFLOW,
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
