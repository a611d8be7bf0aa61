import { log1p } from '../activations/elementary/log.js';

/** L_max is so many depth scales: a convention of the paper's experiments. */
export const DEPTH_FACTOR = 6;

/** How far a correlation goes. Lengths are in layers. */
export interface DepthScale {
  /** xi = -1 / ln chi; 0 where chi is 0; null: chi is 1 within rounding. */
  readonly depthScale: number | null;
  /** L_max = factor xi; null like `depthScale`. */
  readonly maxDepth: number | null;
}

/**
 * The depth scale of a slope chi = 1 - defect of the correlation map at its fixed point: deviations from the fixed point fall as e^(-layers / xi) (arXiv 1906.00771, section 2).
 *
 * @param defect 1 - chi, from 0 to 1.
 * @param factor L_max over xi.
 */
export function depthScaleOf(defect: number, factor: number = DEPTH_FACTOR): DepthScale {
  if (defect >= 1) return { depthScale: 0, maxDepth: 0 };
  const depthScale = -1 / log1p(-defect);
  return Number.isFinite(depthScale * factor) && depthScale > 0
    ? { depthScale, maxDepth: factor * depthScale }
    : { depthScale: null, maxDepth: null };
}
