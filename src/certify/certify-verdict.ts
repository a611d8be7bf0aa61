import { StoppedError } from '../errors.js';
import { falsify, type FalsifyOutcome } from './attack/falsify.js';
import { boundMargins, type MarginBounds } from './bound-margins.js';
import type { Certification, Finding } from './certification.js';
import { linearEstimates } from './first-guess.js';
import { Margins } from './margins.js';
import type { MarginBound } from './result.js';

/**
 * Decides one ball: certified if every margin is proved positive; else falsified if an attack succeeds; else unknown. `atInput` is asked what is proved at the input
 * itself where the ball is not certified: margins above 0, or what settles the input.
 */
export function certifyVerdict(certification: Certification, epsilon: number, atInput: () => Finding | readonly number[]): Finding {
  const { margins, ball, settings, checkpoint } = certification;
  const { method, relaxation, kernel } = settings;
  const bounds = boundMargins(margins, ball, epsilon, { method, relaxation, kernel, checkpoint });
  const finding = { limitingClass: bounds.limiting.class, evaluations: 1 };
  if (bounds.certified) return { ...finding, status: 'ok', verdict: 'certified', margins: marginBounds(margins, bounds, null) };
  const clean = atInput();
  if ('status' in clean) return { ...clean, evaluations: 1 };
  if (!settings.attack) return { ...finding, status: 'ok', verdict: 'unknown', margins: marginBounds(margins, bounds, null) };
  try {
    const { found, reached } = attackUnproved(certification, bounds, epsilon);
    const listed = marginBounds(margins, bounds, reached);
    if (found === null) return { ...finding, status: 'ok', verdict: 'unknown', margins: listed };
    return { ...finding, status: 'ok', verdict: 'falsified', margins: listed, counterexample: found.counterexample };
  } catch (error) {
    if (!(error instanceof StoppedError && error.code === 'TIMEOUT')) throw error;
    return { ...finding, status: 'timeout', verdict: 'unknown', margins: marginBounds(margins, bounds, null) };
  }
}

/** Attacks the margins that are not proved positive; `reached` is per margin of the whole specification. */
function attackUnproved({ margins, ball, checkpoint }: Certification, { lower }: MarginBounds, epsilon: number): FalsifyOutcome {
  const open = margins.rows.filter((_, i) => !((lower[i] ?? NaN) > 0));
  const unproved = new Margins(margins.classifier, open);
  const { found, reached } = falsify(unproved, ball, epsilon, linearEstimates(unproved, ball), checkpoint);
  return { found, reached: Float64Array.from(margins.rows, (row) => reached[open.indexOf(row)] ?? Infinity) };
}

/** Bounds per class for the result: nothing that is not finite. */
function marginBounds(margins: Margins, { lower }: MarginBounds, reached: Float64Array | null): MarginBound[] {
  return margins.rows.map((row, i) => {
    const bound = lower[i] ?? NaN;
    const upper = reached?.[i] ?? Infinity;
    const base = { class: row.class, lower: Number.isFinite(bound) ? bound : null };
    return Number.isFinite(upper) ? { ...base, upper } : base;
  });
}
