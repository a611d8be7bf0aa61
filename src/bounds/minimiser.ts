import type { Region } from './region.js';

/**
 * Near the point of a region at which coefficients . x is least, in doubles and without error bound: for choosing, never for proving. It may leave the
 * region by rounding. Elements that do not matter stay in the middle (at the centre of the ball).
 */
export function minimiserOf({ lower, upper, ball }: Region, coefficients: Float64Array): Float64Array {
  const ends = coefficients.map((a, i) => (a > 0 ? lower[i] : upper[i]) ?? NaN);
  if (ball === null) return ends.map((end, i) => (coefficients[i] === 0 ? (lower[i] ?? NaN) / 2 + (upper[i] ?? NaN) / 2 : end));
  const { centre, epsilon, norm } = ball;
  const pull = coefficients.map((a, i) => a * (ball.weights?.[i] ?? 1));
  const room = ends.map((end, i) => distance(end - (centre[i] ?? NaN), ball.weights?.[i] ?? 1));
  const spent = norm === 'l1' ? greedySpending(pull, room, epsilon) : sphericalSpending(pull, room, epsilon);
  return centre.map((x, i) => x - Math.sign(pull[i] ?? NaN) * (spent[i] ?? NaN) * (ball.weights?.[i] ?? 1));
}

/** |step| / weight; fixed elements have no room. */
function distance(step: number, weight: number): number {
  return weight === 0 ? 0 : Math.abs(step) / weight;
}

/** The l1 ball: the strongest pulls first, each up to its room. */
function greedySpending(pull: Float64Array, room: Float64Array, epsilon: number): Float64Array {
  const spent = new Float64Array(pull.length);
  const strongestFirst = Array.from(pull.keys()).sort((i, j) => Math.abs(pull[j] ?? 0) - Math.abs(pull[i] ?? 0) || i - j);
  let left = epsilon;
  for (const i of strongestFirst) {
    if (!(left > 0)) break;
    spent[i] = Math.min(left, room[i] ?? 0);
    left -= spent[i] ?? 0;
  }
  return spent;
}

/** Rounds in which the radius of an l2 ball is shared out. Pixels between 0 and 1 need about five; pulls whose squares halve can need one each. */
const MOST_ROUNDS = 32;

/**
 * The l2 ball: in proportion to the pulls; what would leave its room ends there, and the rest shares what is left of the radius, until all fit. After any number of rounds the point
 * lies in the ball, so that no deadline has to be looked at here.
 */
function sphericalSpending(pull: Float64Array, room: Float64Array, epsilon: number): Float64Array {
  const spent = new Float64Array(pull.length);
  const full = new Uint8Array(pull.length);
  let left = epsilon * epsilon;
  let changed = true;
  for (let round = 0; changed && round < MOST_ROUNDS; round++) {
    changed = false;
    const squares = pull.reduce((sum, p, i) => (full[i] === 1 ? sum : sum + p * p), 0);
    const share = squares > 0 && left > 0 ? Math.sqrt(left / squares) : 0;
    for (let i = 0; i < pull.length; i++) {
      if (full[i] === 1) continue;
      const free = Math.abs(pull[i] ?? NaN) * share;
      const most = room[i] ?? NaN;
      // Rounding of the box of the ball itself is no limit.
      if (free > most * (1 + 2 ** -40)) {
        full[i] = 1;
        left -= most * most;
        changed = true;
      }
      spent[i] = Math.min(free, most);
    }
  }
  return spent;
}
