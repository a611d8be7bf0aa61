import { closestCounterexample } from './attack/closest.js';
import type { Certification, Finding } from './certification.js';
import { linearEstimates } from './first-guess.js';
import { nestedBounds } from './nested-bounds.js';
import { searchRadius } from './radius-search.js';

/** Where the search starts, as a share of the distance at which the first-order model or an attack crosses the boundary, or of the size of the input. */
const FIRST_SHARE = { linear: 0.35, attacked: 0.8, blind: 2 ** -6 };

/**
 * Below this share of what a margin is at the input itself, bounds get all the work that could make them better: the search follows the margins near 0
 * and would be led astray if only those that are not positive got it.
 */
const AMPLE_SHARE = 0.1;

/**
 * Searches the certified radius of an input (DESIGN: a bracket from the attack, a first guess from the gradient). `cleanMargins` are proved at the input itself, all
 * above 0.
 */
export function certifyRadius(certification: Certification, cleanMargins: readonly number[]): Finding {
  const { margins, ball, settings, checkpoint, attackCheckpoint } = certification;
  const { method, relaxation, kernel, precision } = settings;
  const estimates = linearEstimates(margins, ball);
  const found = settings.attack ? closestCounterexample(margins, ball, estimates, attackCheckpoint) : null;
  const attacked = found?.distance ?? null;
  const largest = ball.reach ?? 2 ** 20 * scale(ball.centre);
  const linear = (estimates[0]?.epsilon ?? Infinity) * FIRST_SHARE.linear;
  // Staircases have no gradient: nothing tells how far the boundary is.
  const blind = estimates.length === 0 && attacked === null ? scale(ball.centre) * FIRST_SHARE.blind : Infinity;
  const ample = Float64Array.from(cleanMargins, (margin) => margin * AMPLE_SHARE);
  const outcome = searchRadius({
    margins: margins.rows.map((row, i) => ({
      class: row.class,
      clean: cleanMargins[i] ?? NaN,
      linear: estimates.find(({ margin }) => margin === i)?.epsilon ?? null,
    })),
    bound: nestedBounds(margins, ball, { method, relaxation, kernel, checkpoint, ample }),
    guess: Math.min(linear, (attacked ?? Infinity) * FIRST_SHARE.attacked, blind, largest),
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
    ...(found === null ? {} : { counterexample: found.counterexample }),
    ...(outcome.unbounded ? { radiusUnbounded: true } : {}),
  };
}

/** The size of the values of an input, at least 1. */
function scale(centre: Float64Array): number {
  return centre.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
}
