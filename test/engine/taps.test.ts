import { describe, expect, it } from 'vitest';
import { createSharedMemory, SharedHeap } from '../../src/engine/wasm/heap.js';
import { tapOrder, TapTables, type Axis, type Direction, type Layout } from '../../src/engine/wasm/taps.js';
import { Random } from './support.js';

it('the order of taps is that of its own window, whatever windows were seen before', () => {
  const last = 100_001;
  expect(tapOrder(3, 1, last)).toEqual([2, 1, 0]);
  expect(tapOrder(3, 2, 1)).toEqual([2, 0, 1]);
  expect(tapOrder(4, last, last - 1).slice(0, 4)).toEqual([0, 1, 2, 3]);
  expect(tapOrder(4, last + 1, last + 1)).toEqual([3, 2, 1, 0]);
});

/** For each position, in order: where the taps that meet the other window lie in the weights and in the source. */
function meetings(direction: Direction, axis: Axis, layout: Layout): { weight: number; source: number }[][] {
  const { kernel, stride, dilation, outSize, inSize, offset } = axis;
  const forward = direction === 'forward';
  const taps = forward ? [...Array(kernel).keys()] : tapOrder(kernel, stride, dilation);
  return Array.from({ length: forward ? outSize : inSize }, (_, position) =>
    taps.flatMap((tap, index) => {
      const other = forward ? position * stride + tap * dilation - offset : (position + offset - tap * dilation) / stride;
      if (!Number.isInteger(other) || other < 0 || other >= (forward ? inSize : outSize)) return [];
      const place = direction === 'packed' ? index : tap;
      return [{ weight: place * layout.weights + other * (layout.map ?? 0), source: other * layout.source }];
    }),
  );
}

describe.each<Direction>(['backward', 'packed', 'forward'])('a table of taps, %s', (direction) => {
  it('leads to every element that meets a position, and to no other', () => {
    const memory = createSharedMemory();
    const tables = new TapTables(new SharedHeap(memory, 0));
    const random = new Random(7);
    const axis = (): Axis => ({
      ...{ kernel: random.integer(1, 7), stride: random.integer(1, 5), dilation: random.integer(1, 6) },
      ...{ outSize: random.integer(1, 6), inSize: random.integer(1, 14), offset: random.integer(-6, 12) },
    });
    const layout = (): Layout => ({ weights: random.integer(1, 50), source: random.integer(1, 50), map: random.integer(0, 9) });
    for (let round = 0; round < 2000; round++) {
      const [y, layoutY, x, layoutX] = [axis(), layout(), axis(), layout()];
      const found = tables.write({ direction, y, layoutY, x, layoutX, run: 3, merge: false, bytes: 8 });
      const entries = new Int32Array(memory.buffer, found.tableY, (found.tableEnd - found.tableY) / 4);
      const read = (first: number, count: number, weightStep: number, sourceStep: number) =>
        Array.from({ length: count }, (_, position) => {
          const [taps = NaN, , weight = NaN, source = NaN] = entries.subarray(first + 4 * position);
          return Array.from({ length: taps }, (_, i) => ({ weight: (weight + i * weightStep) / 8, source: (source + i * sourceStep) / 8 }));
        });
      const [expectedY, expectedX] = [meetings(direction, y, layoutY), meetings(direction, x, layoutX)];
      expect(read(0, expectedY.length, found.weightStepY, found.sourceStepY)).toEqual(expectedY);
      const firstX = (found.tableX - found.tableY) / 4;
      expect(read(firstX, expectedX.length, found.weightStepX, found.sourceStepX)).toEqual(expectedX);
    }
  });
});
