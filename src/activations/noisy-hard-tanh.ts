import { noisyKind } from './shapes/noisy.js';

/** The noisy activation of h = clip(x, -1, 1), u = x: see {@link noisyKind}. */
export const noisyHardTanh = noisyKind(
  'noisy-hard-tanh',
  'NoisyHardTanh',
  { slope: 1, intercept: 0, unit: 1, left: { x: -1, h: -1, error: 0 }, right: { x: 1, h: 1, error: 0 } },
  { alpha: 1.15, c: 0.5, distribution: 0 },
);
