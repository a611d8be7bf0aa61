import { expect, it } from 'vitest';
import { composedSteps } from '../../src/depth/composed-steps.js';

const quantiser = (x: number) => (x > 0 ? 1 : x < 0 ? -1 : 0) + (x >= 2 ? 5 : 0);
const same = (x: number) => x;

it('steps are those of the composition, where a function before them stays at a threshold, too', () => {
  expect(composedSteps([0, 2], quantiser, null, same)).toEqual({ thresholds: [0, 2], levels: [-1, 1, 6] });
  // A ReLU is 0 for half of its inputs, and the sign of 0 is 0.
  const relu = (x: number) => Math.max(x, 0);
  const found = composedSteps([0, 2], quantiser, relu, (level) => 2 * level);
  expect(found).toEqual({ thresholds: [expect.closeTo(0, 12), expect.closeTo(2, 12)], levels: [0, 2, 12] });
  const squeezed = composedSteps([0, 2], quantiser, (x) => Math.tanh(x / 4), same);
  expect(squeezed).toEqual({ thresholds: [expect.closeTo(0, 12)], levels: [-1, 1] });
  expect(composedSteps([0, 2], quantiser, () => 1, same)).toEqual({ thresholds: [], levels: [1] });
});
