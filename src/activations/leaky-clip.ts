import { exactProduct, exactSum } from '../engine/exact.js';
import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { parameterError, withDefaults } from './parameters.js';
import { noisyCurve, type SaturationPoint } from './shapes/noisy-curve.js';

const defaults = { min: -1, max: 1, slope: 1, offset: 0, leak: 0, left: 0, right: 0, p: 1 };
const LARGEST = 1e6;

/** The parameters of a `leaky-clip`. */
export type LeakyClip = Readonly<Record<keyof typeof defaults, number>>;

/**
 * slope h + offset + leak (x - h) + left tanh^2(p (min - x)+ / 2) + right tanh^2(p (x - max)+ / 2), h = clip(x, min, max): what noisy hard tanh and hard sigmoid are
 * with the constants of a file that spells them (Gulcehre et al. 2016, arXiv 1603.00391). For x below min `left` is all their noise, for x above max `right`.
 */
export const leakyClip: ActivationKind = {
  name: 'leaky-clip',
  onnx: [],
  defaults,
  samples: [
    defaults,
    { ...defaults, slope: 0.25, min: -2, max: 2, offset: 0.5, leak: -0.025, left: 0.03, right: -0.03 },
    { ...defaults, slope: 0.9999999701976776, leak: -0.15, min: -0.7, max: 1.3, left: -1.5, right: 0.75, p: 3 },
    { ...defaults, slope: 1.1, offset: 0.3, leak: 0.2, min: 0.1 },
    { ...defaults, min: 0, leak: 0.3, right: -2, p: 2 },
  ],
  create(parameters = {}) {
    const values = withDefaults('leaky-clip', defaults, parameters);
    const fault = faultOf(values);
    if (fault !== null)
      throw parameterError('leaky-clip', `${fault} is ${values[fault]}`, HINTS[fault] ?? 'Give a number from -1e6 to 1e6.');
    const { min, max, slope, offset, leak, left, right, p } = values;
    const form = { slope, intercept: offset, unit: 1, left: pointAt(values, min), right: pointAt(values, max) };
    return noisyCurve('leaky-clip', values, form, { leak, exact: true, p, strength: { left: 0 - left, right } });
  },
};

const HINTS: Readonly<Record<string, string>> = { max: 'Give a number above min and up to 1e6.', p: 'Give a number from 1e-100 to 1e6.' };

/** The first parameter that a `leaky-clip` cannot have. */
export function faultOf(parameters: LeakyClip): keyof LeakyClip | null {
  const { min, max, p } = parameters;
  if (!(max > min)) return 'max';
  if (!(p >= 1e-100)) return 'p';
  const names = Object.keys(defaults) as (keyof LeakyClip)[];
  return names.find((name) => !(Math.abs(parameters[name]) <= LARGEST)) ?? null;
}

function pointAt({ slope, offset }: LeakyClip, x: number): SaturationPoint {
  const product = exactProduct(slope, x);
  const exact = product === null ? null : exactSum(product, offset);
  if (exact !== null) return { x, h: exact, error: 0 };
  const h = slope * x + offset;
  return { x, h, error: 2 * UNIT * (Math.abs(slope * x) + Math.abs(h)) + 2 * ETA };
}
