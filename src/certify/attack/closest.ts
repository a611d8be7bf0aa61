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
const LADDER = { rungs: 8, growth: 1.6, steps: 6, worthwhile: 0.8 };
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
  let best: Probe | null = null;
  for (const probe of crossings(objective, estimates)) yield (best = probe);
  const climbed = climb(objective, estimates, best === null ? Infinity : space.length(best.u) * LADDER.worthwhile);
  if (climbed !== null) yield (best = climbed);
  if (best === null) return;
  yield (best = shorten(objective, best, 6));
  let failed = space.length(best.u) * REFINEMENT.lowest;
  for (let round = 0; round < REFINEMENT.rounds && objective.budget > 0; round++) {
    const length: number = space.length(best.u);
    if (failed > length * REFINEMENT.close) return;
    const epsilon = Math.sqrt(failed * length);
    const probe = descendWithin(objective, best, epsilon, estimates);
    if (probe === null) failed = epsilon;
    else yield (best = shorten(objective, probe, 3));
  }
}

/** The nearest crossings of the most threatening margins, as far as they are shorter than those before. */
function* crossings(objective: Objective, estimates: readonly LinearEstimate[]): Generator<Probe> {
  const { space } = objective;
  const centre = objective.probe(new Float64Array(space.size));
  let longest = space.ball.reach ?? Infinity;
  for (const { margin } of estimates.slice(0, CROSSINGS.classes)) {
    const crossing = nearestCrossing(objective, centre, margin, CROSSINGS.steps, longest);
    if (crossing === null) continue;
    longest = space.length(crossing.u);
    yield crossing;
  }
}

/**
 * Short descents in balls of growing radius, from the first-order estimate up to `most`, until a margin is negative: where gradients
 * mislead, a crossing may be much too long, and descent succeeds in a small ball rather than in a large one.
 */
function climb(objective: Objective, estimates: readonly LinearEstimate[], most: number): Probe | null {
  const { space } = objective;
  const [nearest] = estimates;
  if (nearest === undefined) return null;
  const linear = new LinearDescent(space, space.toSlope(nearest.gradient));
  const longest = Math.min(most, space.ball.reach ?? Infinity);
  let epsilon = nearest.epsilon;
  for (let rung = 0; rung < LADDER.rungs && epsilon < longest; rung++) {
    epsilon = Math.min(epsilon * LADDER.growth, longest);
    for (const start of [randomStart(space, epsilon, 0), linear.within(epsilon)]) {
      if (!(objective.budget > 0)) return null;
      const probe = descend(objective, { start, epsilon, steps: LADDER.steps, margin: null, stride: REFINEMENT.fresh });
      if (lowestOf(probe) < 0) return probe;
    }
  }
  return null;
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

function proveOutward(margins: Margins, space: AttackSpace, u: Float64Array): Found | null {
  for (const push of PUSHES) {
    const pushed = space.clamp(u.map((value) => value * (1 + push)));
    const found = proveCounterexample(margins, space, pushed, Number.MAX_VALUE);
    if (found !== null) return found;
  }
  return null;
}
