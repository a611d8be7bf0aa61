import { ETA, UNIT } from '../../engine/rounding.js';
import type { Activation, Interval, LinearRelaxation, Relaxation } from '../activation.js';
import { chordSlope, midpoint, storeLines } from './curve.js';
import { gapOf, outward, type Side } from './gap.js';

/** x -> slope x + intercept, with both doubles taken as exact. */
export interface Piece {
  readonly slope: number;
  readonly intercept: number;
}

/** A continuous function of few linear pieces. */
export interface PiecewiseLinear {
  /** Where two pieces meet, in increasing order of x; f(x) = y exactly. */
  readonly kinks: readonly { readonly x: number; readonly y: number }[];
  /** kinks.length + 1 pieces, from left to right. */
  readonly pieces: readonly Piece[];
}

/** The vertices of the graph of f over an interval: its ends and the kinks inside. Vertices i and i + 1 are the ends of piece first + i. */
interface Vertices {
  count: number;
  first: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Bound of the error of y, padded as gap.ts wants it. */
  readonly error: Float64Array;
}

/**
 * An activation of few linear pieces. Within one piece both lines are the piece itself, exactly. Otherwise `adaptive` takes the
 * supporting lines of the convex envelope (below) and of the concave envelope (above) at the middle of the interval, the single
 * lines with the least area; for ReLU: slope 1 if u >= -l else 0, and the chord. `fastlin` takes the slope of the chord twice.
 */
export function piecewiseLinear(name: string, parameters: Readonly<Record<string, number>>, shape: PiecewiseLinear): Activation {
  const size = shape.kinks.length + 2;
  const vertices: Vertices = { count: 0, first: 0, x: new Float64Array(size), y: new Float64Array(size), error: new Float64Array(size) };
  return {
    name,
    parameters,
    alternatives: [],
    evaluate: (x) => valueOn(pieceAt(shape, x), x),
    derivative: (x) => pieceAt(shape, x).slope,
    range(lower, upper, out) {
      collectVertices(shape, lower, upper, vertices);
      rangeOf(vertices, out);
    },
    relax(lower, upper, relaxation, out) {
      collectVertices(shape, lower, upper, vertices);
      if (vertices.count === 2) {
        storePiece(shape.pieces[vertices.first] ?? NO_PIECE, out);
        return;
      }
      const below = lineSlope(shape, vertices, -1, relaxation);
      const above = lineSlope(shape, vertices, 1, relaxation);
      storeLines(this, lower, upper, below, largestGap(shape, vertices, -1, below), above, largestGap(shape, vertices, 1, above), out);
    },
    isLinear(lower, upper) {
      return !shape.kinks.some((kink) => kink.x > lower && kink.x < upper);
    },
  };
}

const NO_PIECE: Piece = { slope: NaN, intercept: NaN };

function pieceAt(shape: PiecewiseLinear, x: number): Piece {
  if (Number.isNaN(x)) return NO_PIECE;
  let index = 0;
  for (const kink of shape.kinks) if (x >= kink.x) index++;
  return shape.pieces[index] ?? NO_PIECE;
}

function valueOn(piece: Piece, x: number): number {
  return piece.slope === 0 ? piece.intercept : piece.slope * x + piece.intercept;
}

/** The product of a slope that is not 0, 1 or -1 rounds, the sum rounds unless a term is 0; each is counted twice. */
function valueError(piece: Piece, x: number, value: number): number {
  if (piece.slope === 0) return 0;
  const product = Math.abs(piece.slope) === 1 ? 0 : 2 * UNIT * Math.abs(piece.slope * x) + 2 * ETA;
  return piece.intercept === 0 ? product : product + 2 * UNIT * Math.abs(value);
}

function collectVertices(shape: PiecewiseLinear, lower: number, upper: number, out: Vertices): void {
  let passed = 0;
  for (const kink of shape.kinks) if (kink.x <= lower) passed++;
  out.first = passed;
  out.count = 0;
  pushEnd(shape.pieces[passed], lower, out);
  for (const kink of shape.kinks) {
    if (kink.x > lower && kink.x < upper) {
      passed++;
      pushVertex(kink.x, kink.y, 0, out);
    }
  }
  pushEnd(shape.pieces[passed], upper, out);
}

function pushEnd(piece: Piece = NO_PIECE, x: number, out: Vertices): void {
  const value = valueOn(piece, x);
  pushVertex(x, value, valueError(piece, x, value), out);
}

function pushVertex(x: number, y: number, error: number, out: Vertices): void {
  out.x[out.count] = x;
  out.y[out.count] = y;
  out.error[out.count] = error;
  out.count++;
}

function rangeOf(vertices: Vertices, out: Interval): void {
  out.lower = Infinity;
  out.upper = -Infinity;
  for (let i = 0; i < vertices.count; i++) {
    const y = at(vertices.y, i);
    const error = at(vertices.error, i);
    out.lower = Math.min(out.lower, -outward(-1, y, error));
    out.upper = Math.max(out.upper, outward(1, y, error));
  }
}

function storePiece(piece: Piece, out: LinearRelaxation): void {
  out.lowerSlope = out.upperSlope = piece.slope;
  out.lowerIntercept = out.upperIntercept = piece.intercept;
}

/** Any slope is sound; this one is tight. */
function lineSlope(shape: PiecewiseLinear, vertices: Vertices, side: Side, relaxation: Relaxation): number {
  const last = vertices.count - 1;
  let best = secant(shape, vertices, 0, last);
  if (relaxation === 'fastlin') return best;
  const middle = midpoint(at(vertices.x, 0), at(vertices.x, last));
  let highest = heightAt(vertices, side, 0, best, middle);
  for (let i = 0; i < last && at(vertices.x, i) <= middle; i++) {
    for (let j = last; j > i && at(vertices.x, j) > middle; j--) {
      const slope = secant(shape, vertices, i, j);
      const height = heightAt(vertices, side, i, slope, middle);
      // At a vertex in the middle all its edges tie: take the envelope's edge to the right.
      if (height > highest || (height === highest && side * slope > side * best)) {
        highest = height;
        best = slope;
      }
    }
  }
  return best;
}

function heightAt(vertices: Vertices, side: Side, i: number, slope: number, middle: number): number {
  return side * (at(vertices.y, i) + slope * (middle - at(vertices.x, i)));
}

function secant(shape: PiecewiseLinear, vertices: Vertices, i: number, j: number): number {
  let least = Infinity;
  let most = -Infinity;
  for (let k = i; k < j; k++) {
    const { slope } = shape.pieces[vertices.first + k] ?? NO_PIECE;
    least = Math.min(least, slope);
    most = Math.max(most, slope);
  }
  return chordSlope(at(vertices.x, i), at(vertices.y, i), at(vertices.x, j), at(vertices.y, j), least, most);
}

/** An upper bound of side (f(x) - slope x) over the interval: the extremes lie at the vertices. */
function largestGap(shape: PiecewiseLinear, vertices: Vertices, side: Side, slope: number): number {
  const last = vertices.count - 1;
  let gap = -Infinity;
  for (let i = 0; i <= last; i++) {
    const end = i === 0 ? shape.pieces[vertices.first] : i === last ? shape.pieces[vertices.first + last - 1] : undefined;
    // On a piece of this very slope f(x) - slope x is its intercept, exactly.
    const exact = end?.slope === slope;
    gap = Math.max(gap, exact ? side * end.intercept : gapOf(side, at(vertices.y, i), at(vertices.error, i), slope, at(vertices.x, i)));
  }
  return gap;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? NaN;
}
