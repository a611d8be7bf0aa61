import { ETA, roundDown, roundUp, UNIT } from '../../engine/rounding.js';
import type { Activation, Interval, LinearRelaxation } from '../activation.js';
import { storeLines } from './curve.js';

/** inner(scale x + shift), relaxed as `inner` over an enclosure of scale x + shift. */
export function afterAffine(
  name: string,
  parameters: Readonly<Record<string, number>>,
  scale: number,
  shift: number,
  inner: Activation,
): Activation {
  const z: Interval = { lower: 0, upper: 0 };
  const lines: LinearRelaxation = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
  const enclose = (lower: number, upper: number) => {
    z.lower = affine(scale, shift, scale < 0 ? upper : lower, -1);
    z.upper = affine(scale, shift, scale < 0 ? lower : upper, 1);
  };
  return {
    name,
    parameters,
    alternatives: inner.alternatives,
    evaluate: (x) => inner.evaluate(scale * x + shift),
    derivative: (x) => scale * inner.derivative(scale * x + shift),
    range(lower, upper, out) {
      enclose(lower, upper);
      inner.range(z.lower, z.upper, out);
    },
    relax(lower, upper, relaxation, out) {
      enclose(lower, upper);
      inner.relax(z.lower, z.upper, relaxation, lines);
      const reach = Math.max(Math.abs(lower), Math.abs(upper));
      const below = composedGap(-1, lines.lowerSlope, lines.lowerIntercept, scale, shift, reach);
      const above = composedGap(1, lines.upperSlope, lines.upperIntercept, scale, shift, reach);
      storeLines(this, lower, upper, lines.lowerSlope * scale, below, lines.upperSlope * scale, above, out);
    },
    isLinear(lower, upper) {
      enclose(lower, upper);
      // slope * scale and slope * shift + intercept must be exact, too.
      return inner.isLinear(z.lower, z.upper) && isExact(inner, z, lines);
    },
  };
}

/** scale x + shift rounded outward: product and sum round by u each, counted twice. */
function affine(scale: number, shift: number, x: number, side: 1 | -1): number {
  const product = scale * x;
  const sum = product + shift;
  const slack = 2 * UNIT * (Math.abs(product) + Math.abs(sum)) + 2 * ETA;
  return side === 1 ? roundUp(sum + slack) : roundDown(sum - slack);
}

function isExact(inner: Activation, z: Interval, lines: LinearRelaxation): boolean {
  inner.relax(z.lower, z.upper, 'adaptive', lines);
  return lines.lowerSlope === 0 || (lines.lowerSlope === 1 && lines.lowerIntercept === 0);
}

/**
 * side * intercept, rounded up, of slope (scale x + shift) + intercept as a line in x whose slope is the double slope * scale: that product
 * is off by u of itself, which counts |x| <= reach times. Exact for slope 0, and for slope 1 and intercept 0.
 */
function composedGap(side: 1 | -1, slope: number, intercept: number, scale: number, shift: number, reach: number): number {
  if (slope === 0) return side * intercept;
  if (slope === 1 && intercept === 0) return side * shift;
  const product = slope * shift;
  const sum = intercept + product;
  const slack =
    2 * UNIT * Math.abs(product) + 4 * UNIT * Math.abs(sum) + (2 * UNIT * Math.abs(slope * scale) + ETA) * reach * (1 + 8 * UNIT) + 4 * ETA;
  return roundUp(side * sum + slack);
}
