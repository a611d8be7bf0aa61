import { faultOf, type LeakyClip } from '../../../activations/leaky-clip.js';
import { activation } from '../../../activations/registry.js';
import { type PieceOfSpelling, type Pieces, piecesOf } from './pieces.js';
import type { Polynomial } from './polynomial.js';
import { exactly } from './scalar.js';
import { type Spelled, spelled } from './spelled.js';

/**
 * Noisy hard tanh and hard sigmoid with their noise at its expectation, alpha h + (1 - alpha) u + k sgn(x) (logistic(p (h - u)) - 1/2)^2; without noise a clip, or one with leaks that are alike. What
 * they are on each side of every kink, and at the kinks, is read from the file's own constants: how they are written plays no part.
 */
export function leakyClip(p: Polynomial): Spelled | null {
  const found = piecesOf(p);
  return found?.kinks.length === 2 ? between(found) : null;
}

function between({ kinks: [min = NaN, max = NaN], pieces: [left, middle, right] }: Pieces): Spelled | null {
  if (left === undefined || middle === undefined || right === undefined || middle.noise !== null || left.slope !== right.slope) return null;
  const { slope, offset } = middle;
  if (left.noise === null && right.noise === null && left.slope === 0 && slope !== 0) {
    return spelled(activation('clip', { min, max }), undefined, { scale: exactly(slope), shift: exactly(offset) });
  }
  const parameters = { min, max, slope, offset, leak: left.slope, ...noiseOf(left, right) };
  return faultOf(parameters) === null ? spelled(activation('leaky-clip', parameters)) : null;
}

function noiseOf(left: PieceOfSpelling, right: PieceOfSpelling): Pick<LeakyClip, 'left' | 'right' | 'p'> {
  const steepness = [left, right].flatMap(({ noise }) => noise?.steepness ?? []);
  const isOne = steepness.every((value) => value === steepness[0]);
  return { left: left.noise?.strength ?? 0, right: right.noise?.strength ?? 0, p: isOne ? 2 * (steepness[0] ?? 0.5) : NaN };
}
