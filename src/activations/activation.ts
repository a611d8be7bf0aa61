import type { Engine } from '../engine/engine.js';

/**
 * Choice of the lines: `adaptive` (CNN-Cert-Ada, CROWN), `fastlin` (parallel lines of Fast-Lin, for piecewise-linear activations), `flat`
 * (an unstable ReLU's lower line is 0) or `area` (supporting lines of the envelopes at the middle, the least area between the lines).
 */
export type Relaxation = 'adaptive' | 'fastlin' | 'flat' | 'area';

/**
 * Two lines with `lowerSlope x + lowerIntercept <= f(x) <= upperSlope x + upperIntercept` for every real x of the interval they
 * were made for, as exact real arithmetic on the stored doubles (so slopes and intercepts are already rounded outward).
 */
export interface LinearRelaxation {
  lowerSlope: number;
  lowerIntercept: number;
  upperSlope: number;
  upperIntercept: number;
}

/** A closed interval. */
export interface Interval {
  lower: number;
  upper: number;
}

/** Intervals by their ends. */
export interface IntervalArrays {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** What engines know of activations. */
export type LineEngine = Pick<Engine, 'sShapedLines'>;

/** Lines of many intervals. */
export interface LineArrays {
  readonly lowerSlope: Float64Array;
  readonly lowerIntercept: Float64Array;
  readonly upperSlope: Float64Array;
  readonly upperIntercept: Float64Array;
}

/**
 * A scalar activation with its parameters fixed. Everything that speaks of an interval [lower, upper] requires finite
 * `lower <= upper` and must hold for every real number in it, not only for doubles.
 */
export interface Activation {
  /** Registry name, e.g. `leaky-relu`. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** Choices of lines worth trying beside `adaptive`: different, and neither always better. A choice not offered means `adaptive`. */
  readonly alternatives: readonly Relaxation[];
  /** f(x), accurate to a few ulps; deterministic on every machine. NaN gives NaN. */
  evaluate(x: number): number;
  /** The same of many points, faster than one by one. */
  readonly evaluateAll?: (points: Float64Array, values: Float64Array) => void;
  /** A (sub)derivative at x, for gradients only: it need not be rounded outward. */
  derivative(x: number): number;
  /** Writes an enclosure of f([lower, upper]) to `out`, rounded outward. */
  range(lower: number, upper: number, out: Interval): void;
  /** Writes sound lines for [lower, upper] to `out`. `lower === upper` is allowed. */
  relax(lower: number, upper: number, relaxation: Relaxation, out: LinearRelaxation): void;
  /**
   * `relax` of many intervals, and `range` of them unless `ranges` is null: faster than one by one, and the same bits. `adaptive`: the lines of that choice for
   * the same intervals, or null if they are not known. `engine`: that of the arrays, if they are of one.
   */
  readonly relaxAll?: (
    intervals: IntervalArrays,
    relaxation: Relaxation,
    ranges: IntervalArrays | null,
    lines: LineArrays,
    adaptive: LineArrays | null,
    engine: LineEngine | null,
  ) => void;
  /**
   * True only if f is exactly affine on [lower, upper] with slope and intercept representable in doubles (a stable ReLU): then
   * `relax` returns the function itself twice and no tighter pre-activation bound can improve the lines.
   */
  isLinear(lower: number, upper: number): boolean;
}

/** How the registry describes one kind of activation. */
export interface ActivationKind {
  readonly name: string;
  /** ONNX operators that lower to it, for the support table. */
  readonly onnx: readonly string[];
  /** Defaults of the parameters. */
  readonly defaults: Readonly<Record<string, number>>;
  /** Parameter sets that the property tests exercise, defaults included. */
  readonly samples: readonly Readonly<Record<string, number>>[];
  /**
   * Whether f is real, and within the doubles, on all of [lower, upper]; absent: everywhere. Elsewhere range and lines are infinite, so that nothing can
   * be certified. `parameters` are complete.
   */
  readonly domain?: (lower: number, upper: number, parameters: Readonly<Record<string, number>>) => boolean;
  /** Throws a `ModelError` (code `ACTIVATION_PARAMETER`) for parameters out of range. */
  create(parameters?: Readonly<Record<string, number>>): Activation;
}
