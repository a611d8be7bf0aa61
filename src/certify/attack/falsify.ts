import type { LinearEstimate } from '../first-guess.js';
import type { InputBall } from '../input-ball.js';
import type { Margins } from '../margins.js';
import { closestCounterexample } from './closest.js';
import { enclosuresOrNone, type Found, pointInside, proveCounterexample } from './counterexample.js';
import { LinearDescent } from './linear-descent.js';
import { lowestOf, Objective, type Probe } from './objective.js';
import { descend } from './pgd.js';
import { randomStart } from './random-start.js';
import { AttackSpace } from './space.js';

/** What an attack within one ball came to. */
export interface FalsifyOutcome {
  readonly found: Found | null;
  /** Per margin, the smallest value proved to be reached in the closed ball (the upper end of its enclosure); Infinity: none. */
  readonly reached: Float64Array;
}

const EVALUATIONS = 400;

const SHORT = { steps: 10, stride: { first: 1, last: 0.03 } };
const LONG = { steps: 40, stride: { first: 0.3, last: 0.005 } };

/**
 * Looks for a counterexample in the ball of radius epsilon: projected descent on whichever margin is smallest, from the points that
 * the linear models of the most threatening margins say are worst, and from random points; first in short runs with long steps, then,
 * unless the nearest counterexample to be found lies in the ball, in long runs with short steps. Deterministic.
 */
export function falsify(
  margins: Margins,
  ball: InputBall,
  epsilon: number,
  estimates: readonly LinearEstimate[],
  checkpoint: () => void,
): FalsifyOutcome {
  const space = new AttackSpace(ball);
  const objective = new Objective(margins, space, EVALUATIONS, checkpoint);
  const reached = new Float64Array(margins.rows.length).fill(Infinity);
  const attempt = (pass: typeof SHORT): Found | null => {
    for (const start of starts(space, epsilon, estimates)) {
      const probe = descend(objective, { start, epsilon, margin: null, ...pass });
      noteReached(margins, space, probe, epsilon, reached);
      const found = lowestOf(probe) < 0 ? proveCounterexample(margins, space, probe.u, epsilon) : null;
      if (found !== null || objective.budget <= 0) return found;
    }
    return null;
  };
  const nearest = (): Found | null => {
    const found = closestCounterexample(margins, ball, estimates, checkpoint);
    return found !== null && found.distance <= epsilon ? found : null;
  };
  return { found: attempt(SHORT) ?? nearest() ?? attempt(LONG), reached };
}

/** In the order of what usually succeeds first. */
function* starts(space: AttackSpace, epsilon: number, estimates: readonly LinearEstimate[]): Generator<Float64Array> {
  const linear = estimates.slice(0, 3).map(
    ({ gradient }) =>
      () =>
        new LinearDescent(space, space.toSlope(gradient)).within(epsilon),
  );
  const random = [0, 1, 2].map((seed) => () => randomStart(space, epsilon, seed));
  for (const start of [...linear.slice(0, 1), ...random.slice(0, 1), ...linear.slice(1), ...random.slice(1)]) yield start();
}

function noteReached(margins: Margins, space: AttackSpace, probe: Probe, epsilon: number, reached: Float64Array): void {
  const point = pointInside(space, probe.u, epsilon);
  if (point === null) return;
  enclosuresOrNone(margins, point).forEach(({ upper }, i) => {
    reached[i] = Math.min(reached[i] ?? NaN, upper);
  });
}
