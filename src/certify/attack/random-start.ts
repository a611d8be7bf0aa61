import { mix } from '../targets.js';
import type { AttackSpace } from './space.js';

/** A random point of about the ball of radius epsilon (to be projected), the same for the same seed on every machine. */
export function randomStart(space: AttackSpace, epsilon: number, seed: number): Float64Array {
  let count = 0;
  const uniform = () => (mix(Math.imul(seed + 1, 0x9e3779b1) + count++) / 2 ** 32) * 2 - 1;
  const u = Float64Array.from({ length: space.size }, uniform);
  if (space.norm === 'linf') return u.map((value) => value * epsilon);
  const inBox = space.clamp(u);
  const length = space.length(inBox);
  return length > 0 ? inBox.map((value) => (value * epsilon) / length) : inBox;
}
