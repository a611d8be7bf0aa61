import { noisyKind } from './shapes/noisy.js';

/** The noisy activation of h = clip(x / 4 + 1/2, 0, 1), u = x / 4 + 1/2: see {@link noisyKind}. */
export const noisyHardSigmoid = noisyKind(
  'noisy-hard-sigmoid',
  'NoisyHardSigmoid',
  { slope: 0.25, intercept: 0.5, unit: 0.25, left: { x: -2, h: 0, error: 0 }, right: { x: 2, h: 1, error: 0 } },
  { alpha: 1.1, c: 0.15, distribution: 1 },
);
