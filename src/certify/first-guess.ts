import type { InputBall } from './input-ball.js';
import type { Margins } from './margins.js';

/** Classes whose gradients are looked at. */
const MOST_CLASSES = 16;

/** Where a first-order model puts the decision boundary: the smallest epsilon with margin - epsilon |gradient * weights|_q = 0. */
export interface LinearEstimate {
  /** Index of the margin. */
  readonly margin: number;
  readonly epsilon: number;
  /** Over the input, internal order. */
  readonly gradient: Float64Array;
}

/** First-order estimates of the distance to each of the most threatening classes, the nearest first. Zero gradients are left out. */
export function linearEstimates(margins: Margins, ball: InputBall): LinearEstimate[] {
  const values = margins.values(ball.centre);
  const indices = [...values.keys()].sort((a, b) => (values[a] ?? NaN) - (values[b] ?? NaN)).slice(0, MOST_CLASSES);
  const gradients = margins.gradients(indices);
  const estimates = gradients.map((gradient, i) => {
    const margin = indices[i] ?? NaN;
    return { margin, gradient, epsilon: (values[margin] ?? NaN) / descent(ball, gradient) };
  });
  return estimates.filter(({ epsilon }) => epsilon > 0 && Number.isFinite(epsilon)).sort((a, b) => a.epsilon - b.epsilon);
}

/** How fast the margin can fall with epsilon at the centre: the dual norm of the gradient over the elements that can move that way. */
function descent({ norm, centre, weights, clip }: InputBall, gradient: Float64Array): number {
  const terms = gradient.map((g, i) => {
    const x = centre[i] ?? NaN;
    const stuck = clip !== null && (g > 0 ? x <= (clip.lower[i] ?? NaN) : x >= (clip.upper[i] ?? NaN));
    return stuck ? 0 : Math.abs(g * (weights === null ? 1 : (weights[i] ?? NaN)));
  });
  if (norm === 'l1') return terms.reduce((most, term) => Math.max(most, term), 0);
  if (norm === 'linf') return terms.reduce((sum, term) => sum + term, 0);
  return Math.sqrt(terms.reduce((sum, term) => sum + term * term, 0));
}
