import { describe, expect, it } from 'vitest';
import { createSharedMemory, SharedHeap } from '../../src/engine/wasm/heap.js';
import type { Kernels } from '../../src/engine/wasm/kernels.js';
import { LISTS_BYTES, LiveColumns } from '../../src/engine/wasm/live-columns.js';
import { Room } from '../../src/engine/wasm/room.js';

const SINGLES = { single: 1, bytes: 4 } as const;

/** Lists of one row of singles, by kernels that find nothing and a heap that hands out nothing. */
function listsOf(positions: number, channels: number) {
  const heap = new SharedHeap(createSharedMemory(), 0);
  heap.reserve = () => 64;
  const live = new LiveColumns(new Room(heap, LISTS_BYTES), { collect: () => 0 } as unknown as Kernels);
  return live.collect({ address: 0, rowBytes: 4 * positions * channels, positions, channels }, SINGLES, 0, 1, { work: 1e3, lanes: 1 });
}

describe('rows of many coefficients', () => {
  /** What ./assembly/backward-live.ts takes from the address of weights at the last position, in 32 bits. */
  const shift = (positions: number, channels: number) => Math.imul(Math.imul(positions - 1, channels), 32) >>> 0;

  it('have lists as long as the offsets of their weights are right', () => {
    const [positions, channels] = [2 ** 15, 2 ** 12 - 1];
    expect(listsOf(positions, channels)).not.toBeNull();
    expect(shift(positions, channels)).toBe((positions - 1) * channels * 32);
  });

  it.each([
    [2 ** 15, 2 ** 12],
    [2 ** 15 + 1, 2 ** 12],
    [5 * 2 ** 15, 2 ** 12],
  ])('have none beyond: %i positions of %i channels', (positions, channels) => {
    expect(listsOf(positions, channels)).toBeNull();
  });

  it('would be read with wrong weights without that', () => {
    const [positions, channels] = [2 ** 15 + 1, 2 ** 12];
    expect(shift(positions, channels)).not.toBe((positions - 1) * channels * 32);
  });
});
