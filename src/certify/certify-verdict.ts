import { boundMargins } from './bound-margins.js';
import type { Certification, Finding } from './certification.js';

/** Decides one ball: certified if every margin is proved positive; else falsified if an attack succeeds; else unknown. */
export function certifyVerdict(certification: Certification, epsilon: number): Finding {
  const { margins, ball, settings, checkpoint } = certification;
  const { method, relaxation } = settings;
  const bounds = boundMargins(margins, ball, epsilon, { method, relaxation, checkpoint });
  return {
    status: 'ok',
    verdict: bounds.certified ? 'certified' : 'unknown',
    limitingClass: bounds.limiting.class,
    evaluations: 1,
    margins: margins.rows.map((row, i) => ({ class: row.class, lower: finiteOrNull(bounds.lower[i] ?? NaN) })),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
