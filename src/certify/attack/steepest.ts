import type { AttackSpace } from './space.js';

/** Share of the elements that an l1 step moves. */
const L1_SHARE = 0.02;

/**
 * The step of length `step` against a slope that is steepest in the norm: signs for linf, the slope itself for l2, and for l1 the
 * steepest few elements that have room left (a single one would zigzag).
 */
export function steepestStep(space: AttackSpace, u: Float64Array, slope: Float64Array, step: number): Float64Array {
  if (space.norm === 'linf') return u.map((value, i) => value - step * Math.sign(slope[i] ?? NaN));
  if (space.norm === 'l2') {
    const length = space.length(slope);
    return length > 0 ? u.map((value, i) => value - (step * (slope[i] ?? NaN)) / length) : Float64Array.from(u);
  }
  const count = Math.max(1, Math.round(space.size * L1_SHARE));
  const chosen = steepestWithRoom(space, u, slope, count);
  const moved = Float64Array.from(u);
  for (const i of chosen) moved[i] = (u[i] ?? NaN) - (step / chosen.length) * Math.sign(slope[i] ?? NaN);
  return moved;
}

function steepestWithRoom(space: AttackSpace, u: Float64Array, slope: Float64Array, count: number): number[] {
  const steepness = slope.map((s, i) => {
    const value = u[i] ?? NaN;
    const room = s > 0 ? value > (space.lower[i] ?? NaN) : value < (space.upper[i] ?? NaN);
    return room ? Math.abs(s) : 0;
  });
  const least = Float64Array.from(steepness).sort().at(-count) ?? 0;
  const chosen: number[] = [];
  steepness.forEach((s, i) => {
    if (s > 0 && s >= least && chosen.length < count) chosen.push(i);
  });
  return chosen;
}
