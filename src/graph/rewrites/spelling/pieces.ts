import { exactProduct, exactSum } from '../../../engine/exact.js';
import { exactLine, onPiece } from './on-piece.js';
import { constantOf, type Factor, type Polynomial, X } from './polynomial.js';
import { exactly } from './scalar.js';

/** slope x + offset + strength tanh^2(steepness (x - kink)), kink an end of the piece; steepness > 0. All exact. */
export interface PieceOfSpelling {
  readonly slope: number;
  readonly offset: number;
  readonly noise: { readonly strength: number; readonly steepness: number } | null;
}

/** A continuous function of x by its pieces, from left to right; it is what the pieces say at the kinks, too. */
export interface Pieces {
  readonly kinks: readonly number[];
  readonly pieces: readonly PieceOfSpelling[];
}

const MOST_KINKS = 8;

/**
 * A polynomial of x and of functions of x by pieces, where it is linear but for the square of a tanh that is 0 at an end of its piece: noise of a saturated unit. Null: it is not, it jumps, a
 * kink is no double, or a constant is rounded.
 */
export function piecesOf(p: Polynomial): Pieces | null {
  let kinks: readonly number[] = [];
  for (;;) {
    const splits: number[] = [];
    const ends = [-Infinity, ...kinks, Infinity];
    const parts = ends.slice(1).map((to, i) => onPiece(p, X, { from: ends[i] ?? NaN, to }, splits));
    if (splits.length === 0) return assembled(p, kinks, parts);
    kinks = [...new Set([...kinks, ...splits])].sort((a, b) => a - b);
    if (kinks.length > MOST_KINKS) return null;
  }
}

function assembled(p: Polynomial, kinks: readonly number[], parts: readonly (Polynomial | null)[]): Pieces | null {
  const pieces = parts.map((part) => (part === null ? null : read(part)));
  if (!pieces.every((piece) => piece !== null)) return null;
  if (!kinks.every((kink, i) => joins(p, kink, [pieces[i], pieces[i + 1]]))) return null;
  const kept = kinks.filter((_, i) => !isSameLine(pieces[i], pieces[i + 1]));
  return {
    kinks: kept,
    pieces: pieces
      .filter((piece, i) => i === 0 || !isSameLine(pieces[i - 1], piece))
      .map(({ slope, offset, noise }) => ({ slope, offset, noise })),
  };
}

/** A piece with the zero of its noise still to be placed. */
interface Read extends PieceOfSpelling {
  /** steepness x + shift is the argument of the tanh. */
  readonly shift: number;
}

function read(p: Polynomial): Read | null {
  let [slope, offset] = [0, 0];
  let noise: { readonly strength: number; readonly steepness: number } | null = null;
  let shift = 0;
  for (const { coefficient, factors } of p.values()) {
    if (coefficient.error !== 0) return null;
    if (coefficient.value === 0) continue;
    const [first, second, ...more] = factors;
    if (first === undefined) offset = coefficient.value;
    else if (first.of === null && second === undefined) slope = coefficient.value;
    else {
      const argument = more.length === 0 && first.key === second?.key ? argumentOf(first) : null;
      if (argument === null || noise !== null) return null;
      noise = { strength: coefficient.value, steepness: argument.k };
      shift = argument.t;
    }
  }
  return { slope, offset, noise, shift };
}

/** Of a tanh that grows. */
function argumentOf({ of }: Factor) {
  const line = of === null ? null : exactLine(of.argument);
  return line !== null && line.k > 0 ? line : null;
}

/** Whether both pieces beside a kink, and the function itself there, have one value. */
function joins(p: Polynomial, kink: number, sides: readonly (Read | undefined)[]): boolean {
  const at = onPiece(p, constantOf(exactly(kink)), { from: kink, to: kink }, []);
  const value = at === null ? null : read(at);
  if (value === null || value.slope !== 0 || value.noise !== null) return false;
  return sides.every((side) => side !== undefined && limitAt(side, kink) === value.offset);
}

/** Null where it is no double, or the noise is not 0. */
function limitAt({ slope, offset, noise, shift }: Read, kink: number): number | null {
  if (noise !== null && exactProduct(noise.steepness, kink) !== -shift + 0) return null;
  const rise = exactProduct(slope, kink);
  return rise === null ? null : exactSum(rise, offset);
}

function isSameLine(a: Read | undefined, b: Read | undefined): boolean {
  return a !== undefined && b !== undefined && a.noise === null && b.noise === null && a.slope === b.slope && a.offset === b.offset;
}
