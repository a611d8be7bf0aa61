import type { Activation } from '../activation.js';
import type { Curve } from './curve.js';
import { type PiecewiseCurvature, piecewiseCurvature } from './piecewise-curvature.js';

/** A function with endlessly many bends, of which an interval sees few: those of one window. */
export interface Windowed {
  readonly curve: Curve;
  /** The number of a window that holds [lower, upper]; null where there is none: the lines are then the constants `infimum` and `supremum`. */
  windowOf(lower: number, upper: number): number | null;
  /** The function on that window, beyond which its first and last segment need not hold. */
  shapeOf(window: number): PiecewiseCurvature;
  readonly infimum: number;
  readonly supremum: number;
}

/** Windows that are kept: neighbouring neurons see the same few. */
const KEPT = 64;

/** An activation with the lines of `piecewiseCurvature` within a window. */
export function windowed(name: string, shape: Windowed): Activation {
  const { curve, infimum, supremum } = shape;
  const kept = new Map<number, Activation>();
  const within = (lower: number, upper: number): Activation | null => {
    const window = shape.windowOf(lower, upper);
    if (window === null) return null;
    const known = kept.get(window);
    if (known !== undefined) return known;
    if (kept.size >= KEPT) kept.clear();
    const made = piecewiseCurvature(name, {}, shape.shapeOf(window));
    kept.set(window, made);
    return made;
  };
  return {
    name,
    parameters: {},
    alternatives: [],
    evaluate: (x) => curve.value(x),
    derivative: (x) => curve.slope(x),
    range(lower, upper, out) {
      out.lower = infimum;
      out.upper = supremum;
      within(lower, upper)?.range(lower, upper, out);
    },
    relax(lower, upper, relaxation, out) {
      out.lowerSlope = out.upperSlope = 0;
      out.lowerIntercept = infimum;
      out.upperIntercept = supremum;
      within(lower, upper)?.relax(lower, upper, relaxation, out);
    },
    isLinear: () => false,
  };
}
