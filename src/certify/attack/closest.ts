import { StoppedError } from '../../errors.js';
import type { LinearEstimate } from '../first-guess.js';
import type { InputBall } from '../input-ball.js';
import type { Margins } from '../margins.js';
import { nearestCrossing, shorten } from './boundary.js';
import { type Found, proveCounterexample } from './counterexample.js';
import { LinearDescent } from './linear-descent.js';
import { lowestOf, Objective, type Probe } from './objective.js';
import { descend } from './pgd.js';
import { randomStart } from './random-start.js';
import { AttackSpace } from './space.js';

const EVALUATIONS = 400;
const CROSSINGS = { classes: 3, steps: 8 };
const LADDER = { rungs: 6, steps: 12 };
const REFINEMENT = { rounds: 8, lowest: 0.3, close: 0.985, steps: 10, warm: { first: 0.25, last: 0.01 }, fresh: { first: 1, last: 0.03 } };

/** How far a point is pushed outward when its margin is too near 0 to be proved negative. */
const PUSHES = [0, 2 ** -40, 2 ** -30, 2 ** -20, 2 ** -14, 2 ** -10];

/**
 * Looks for a counterexample as near to the input as possible: the nearest crossings of the most threatening margins, shortened, then
 * projected descent in ever smaller balls until that fails. Where no crossing is found, descent in ever larger balls. Deterministic;
 * ends with what it has when its share of the time is up.
 */
export function closestCounterexample(
  margins: Margins,
  ball: InputBall,
  estimates: readonly LinearEstimate[],
  checkpoint: () => void,
): Found | null {
  const space = new AttackSpace(ball);
  const objective = new Objective(margins, space, EVALUATIONS, checkpoint);
  let best: Probe | null = null;
  try {
    for (const probe of everShorter(objective, estimates)) best = probe;
  } catch (error) {
    if (!(error instanceof StoppedError && error.code === 'TIMEOUT')) throw error;
  }
  return best === null ? null : proveOutward(margins, space, best.u);
}

/** Probes with a negative margin, each shorter than the one before. */
function* everShorter(objective: Objective, estimates: readonly LinearEstimate[]): Generator<Probe> {
  const { space } = objective;
  const centre = objective.probe(new Float64Array(space.size));
  const crossing = shortestCrossing(objective, centre, estimates) ?? climb(objective, estimates);
  if (crossing === null) return;
  yield crossing;
  let best = shorten(objective, crossing, 6);
  yield best;
  let failed = space.length(best.u) * REFINEMENT.lowest;
  for (let round = 0; round < REFINEMENT.rounds && objective.budget > 0; round++) {
    const length = space.length(best.u);
    if (failed > length * REFINEMENT.close) return;
    const epsilon = Math.sqrt(failed * length);
    const probe = descendWithin(objective, best, epsilon, estimates);
    if (probe === null) failed = epsilon;
    else {
      best = shorten(objective, probe, 3);
      yield best;
    }
  }
}

/** Descent in a smaller ball: from the best point so far, scaled, and from where the linear models of the likeliest margins point. */
function descendWithin(objective: Objective, best: Probe, epsilon: number, estimates: readonly LinearEstimate[]): Probe | null {
  const { space } = objective;
  const scale = epsilon / space.length(best.u);
  const { steps, warm, fresh } = REFINEMENT;
  const linear = estimates.slice(0, 2).map(({ gradient }) => new LinearDescent(space, space.toSlope(gradient)).within(epsilon));
  const starts = [
    { start: best.u.map((value) => value * scale), margin: best.lowest, stride: warm },
    ...[0, 1].map((seed) => ({ start: randomStart(space, epsilon, seed), margin: null, stride: fresh })),
    ...linear.map((start) => ({ start, margin: null, stride: fresh })),
  ];
  for (const { start, margin, stride } of starts) {
    const probe = descend(objective, { start, epsilon, steps, margin, stride });
    if (lowestOf(probe) < 0) return probe;
  }
  return null;
}

function shortestCrossing(objective: Objective, centre: Probe, estimates: readonly LinearEstimate[]): Probe | null {
  const { space } = objective;
  let best: Probe | null = null;
  let longest = space.ball.reach ?? Infinity;
  for (const { margin } of estimates.slice(0, CROSSINGS.classes)) {
    const crossing = nearestCrossing(objective, centre, margin, CROSSINGS.steps, longest);
    if (crossing === null) continue;
    best = crossing;
    longest = space.length(crossing.u);
  }
  return best;
}

/** Descent in balls of doubling radius, until a margin is negative. */
function climb(objective: Objective, estimates: readonly LinearEstimate[]): Probe | null {
  const [nearest] = estimates;
  if (nearest === undefined) return null;
  const { space } = objective;
  const longest = space.ball.reach ?? Infinity;
  const linear = new LinearDescent(space, space.toSlope(nearest.gradient));
  let epsilon = nearest.epsilon;
  for (let rung = 0; rung < LADDER.rungs && objective.budget > 0; rung++) {
    epsilon = Math.min(epsilon * 2, longest);
    const start = linear.within(epsilon);
    const probe = descend(objective, { start, epsilon, steps: LADDER.steps, margin: null, stride: { first: 0.3, last: 0.02 } });
    if (lowestOf(probe) < 0) return probe;
    if (epsilon >= longest) return null;
  }
  return null;
}

function proveOutward(margins: Margins, space: AttackSpace, u: Float64Array): Found | null {
  for (const push of PUSHES) {
    const pushed = space.clamp(u.map((value) => value * (1 + push)));
    const found = proveCounterexample(margins, space, pushed, Number.MAX_VALUE);
    if (found !== null) return found;
  }
  return null;
}
