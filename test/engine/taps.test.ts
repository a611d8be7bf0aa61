import { expect, it } from 'vitest';
import { tapOrder } from '../../src/engine/wasm/taps.js';

it('the order of taps is that of its own window, whatever windows were seen before', () => {
  const last = 100_001;
  expect(tapOrder(3, 1, last)).toEqual([2, 1, 0]);
  expect(tapOrder(3, 2, 1)).toEqual([2, 0, 1]);
  expect(tapOrder(4, last, last - 1).slice(0, 4)).toEqual([0, 1, 2, 3]);
  expect(tapOrder(4, last + 1, last + 1)).toEqual([3, 2, 1, 0]);
});
