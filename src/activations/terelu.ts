import { ETA, UNIT } from '../engine/rounding.js';
import type { ActivationKind } from './activation.js';
import { exp, expm1, EXP_UNITS, EXPM1_UNITS } from './elementary/exp.js';
import { parameterError, withDefaults } from './parameters.js';
import type { Curve } from './shapes/curve.js';
import { exponential } from './shapes/exponential.js';
import { piecewiseCurvature, STEEPEST } from './shapes/piecewise-curvature.js';
import { bentSegment, linearSegment, type Segment } from './shapes/segment.js';

/** Public implementations differ where x >= mu: 0 additive, 1 code, 2 scaled (see {@link terelu}). */
const defaults = { alpha: 1, beta: 1, mu: 1, form: 0 };

/**
 * The thresholded exponential rectified linear unit (Pandey 2020, arXiv 2006.02797): alpha (e^x - 1) for x <= 0; x up to mu > 0; from mu on
 *
 * - form 0, `additive`: mu - beta (e^(mu - x) - 1);
 * - form 1, `code`: beta (mu - (e^(mu - x) - 1)), which jumps at mu if beta is not 1;
 * - form 2, `scaled`: mu - beta mu (e^(-(x - mu) / mu) - 1).
 */
export const terelu: ActivationKind = {
  name: 'terelu',
  onnx: ['Terelu'],
  defaults,
  samples: [
    defaults,
    { alpha: 0.5, beta: 0.5, mu: 1.5, form: 0 },
    { alpha: 1.5, beta: 2, mu: 0.5, form: 0 },
    { alpha: 0.7, beta: 0.5, mu: 1, form: 1 },
    { alpha: 1, beta: 1.5, mu: 2, form: 1 },
    { alpha: 1, beta: 0.5, mu: 2, form: 2 },
  ],
  create(parameters = {}) {
    const values = withDefaults('terelu', defaults, parameters);
    const { alpha, beta, mu, form } = values;
    if (!(mu > 1e-100)) throw parameterError('terelu', `mu is ${mu}`, 'Give a positive mu.');
    if (![0, 1, 2].includes(form)) throw parameterError('terelu', `form is ${form}`, 'Give 0 (additive), 1 (code) or 2 (scaled).');
    const segments = [
      bent(-Infinity, 0, alpha, exponential(alpha, 1)),
      linearSegment(0, mu, 1, 0),
      bent(mu, Infinity, -beta, saturation(form === 1 ? beta * mu : mu, form === 2 ? beta * mu : beta, mu, form === 2 ? mu : 1)),
    ];
    const steepest = form === 1 && beta !== 1 ? STEEPEST : Math.max(1, Math.abs(alpha), Math.abs(beta));
    return piecewiseCurvature('terelu', values, { segments, least: -steepest, most: steepest });
  },
};

/** Bends as the sign of `scale`; without it, it is constant but for its rounding, and both claims hold. */
function bent(from: number, to: number, scale: number, curve: Curve): Segment {
  return bentSegment(from, to, scale >= 0 ? 1 : -1, curve);
}

/**
 * top - scale (e^((mu - x) / width) - 1), x >= mu: the exponent is off by 2 u, which counts at most twice for expm1 as it is negative and |exponent| times for the
 * slope; top and scale may be rounded products.
 */
function saturation(top: number, scale: number, mu: number, width: number): Curve {
  return {
    value: (x) => top - scale * expm1((mu - x) / width),
    valueError: (x, value) =>
      (EXPM1_UNITS + 8) * UNIT * Math.abs(scale * expm1((mu - x) / width)) + 4 * UNIT * (Math.abs(value) + Math.abs(top)) + 8 * ETA,
    slope: (x) => (scale / width) * exp((mu - x) / width),
    slopeError: (x, slope) =>
      (EXP_UNITS + 10 + 4 * Math.min(800, Math.abs((mu - x) / width))) * UNIT * Math.abs(slope) + 8 * (1 + Math.abs(scale / width)) * ETA,
  };
}
