import type { SCurve } from '../../engine/s-shaped.js';
import type { Activation, LineArrays } from '../activation.js';
import type { Curve } from './curve.js';
import { SShapedLines } from './s-shaped-lines.js';

/** An increasing function, convex for x <= 0 and concave for x >= 0, with an even derivative. */
export interface SShape extends Curve {
  readonly infimum: number;
  readonly supremum: number;
  /** f'(0), the largest slope. */
  readonly steepest: number;
  /** About the x >= 0 with f'(x) = slope, for 0 < slope <= steepest. It only chooses a tangent point: no accuracy is assumed. */
  slopeInverse(slope: number): number;
  /** `value` of the first `count` points, in a loop of its own: one that several functions share calls them instead of taking them in. */
  values?(points: Float64Array, count: number, out: Float64Array): void;
  /** `value` and `slope` of the first `count` points, likewise. */
  valuesAndSlopes?(points: Float64Array, count: number, values: Float64Array, slopes: Float64Array): void;
  /** What engines know it by, with the same errors. */
  readonly known?: Omit<SCurve, 'infimum' | 'supremum' | 'steepest'> | null;
}

/** An activation with the lines of CNN-Cert (tangent at the middle, chord, or tangent through the far endpoint); `area` moves the tangent point. */
export function sShaped(name: string, given: SShape): Activation {
  const shape = complete(given);
  const lines = new SShapedLines(shape);
  const lower = new Float64Array(1);
  const upper = new Float64Array(1);
  const single = lineArrays(1);
  return {
    name,
    parameters: {},
    alternatives: ['area'],
    evaluate: (x) => shape.value(x),
    evaluateAll(points, values) {
      shape.values(points, points.length, values);
    },
    derivative: (x) => shape.slope(x),
    range(low, high, out) {
      lines.range(low, high, out);
    },
    relax(low, high, relaxation, out) {
      lower[0] = low;
      upper[0] = high;
      lines.relaxAll({ lower, upper }, relaxation, null, single, null, null);
      out.lowerSlope = single.lowerSlope[0] ?? NaN;
      out.lowerIntercept = single.lowerIntercept[0] ?? NaN;
      out.upperSlope = single.upperSlope[0] ?? NaN;
      out.upperIntercept = single.upperIntercept[0] ?? NaN;
    },
    relaxAll(...all) {
      lines.relaxAll(...all);
    },
    isLinear: () => false,
  };
}

function lineArrays(length: number): LineArrays {
  const array = () => new Float64Array(length);
  return { lowerSlope: array(), lowerIntercept: array(), upperSlope: array(), upperIntercept: array() };
}

/** With loops over points where it has none. */
function complete(given: SShape): Required<SShape> {
  return {
    values(points, count, out) {
      for (let i = 0; i < count; i++) out[i] = given.value(points[i] ?? NaN);
    },
    valuesAndSlopes(points, count, values, slopes) {
      for (let i = 0; i < count; i++) values[i] = given.value(points[i] ?? NaN);
      for (let i = 0; i < count; i++) slopes[i] = given.slope(points[i] ?? NaN);
    },
    known: null,
    ...given,
  };
}
