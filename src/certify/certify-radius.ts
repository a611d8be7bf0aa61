import { boundMargins } from './bound-margins.js';
import type { Certification, Finding } from './certification.js';
import { linearEstimates } from './first-guess.js';
import { searchRadius } from './radius-search.js';

/** Where the search starts, as a share of the distance at which an attack or the first-order model crosses the boundary. */
const FIRST_SHARE = 0.6;

/** Searches the certified radius of an input (DESIGN: a bracket from the attack, a first guess from the gradient). */
export function certifyRadius(certification: Certification): Finding {
  const { margins, ball, settings, cleanMargin, checkpoint } = certification;
  const { method, relaxation, precision } = settings;
  const estimate = linearEstimates(margins, ball)[0]?.epsilon ?? null;
  const attacked = null;
  const largest = ball.reach ?? 2 ** 20 * scale(ball.centre);
  const crossing = Math.min(attacked ?? Infinity, estimate ?? Infinity, largest);
  const outcome = searchRadius({
    bound: (epsilon) => boundMargins(margins, ball, epsilon, { method, relaxation, checkpoint }).limiting,
    cleanMargin,
    guess: FIRST_SHARE * crossing,
    attacked,
    largest,
    precision,
  });
  if (outcome.stopped !== null && outcome.stopped.code !== 'TIMEOUT') throw outcome.stopped;
  return {
    status: outcome.stopped === null ? 'ok' : 'timeout',
    limitingClass: outcome.limitingClass,
    evaluations: outcome.evaluations,
    certifiedRadius: outcome.radius,
    attackedRadius: attacked,
    ...(outcome.unbounded ? { radiusUnbounded: true } : {}),
  };
}

/** The size of the values of an input, at least 1. */
function scale(centre: Float64Array): number {
  return centre.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
}
