import { describe, expect, it } from 'vitest';
import { CertifyError } from '../../src/errors.js';
import { createSharedMemory, SharedHeap } from '../../src/engine/wasm/heap.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { Random, reference, wasm } from './support.js';

const dense = (inChannels: number, outChannels: number) => ({
  ...{ inChannels, outChannels, groups: 1, kernelHeight: 1, kernelWidth: 1 },
  ...{ strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 },
});
const point = { outHeight: 1, outWidth: 1, inHeight: 1, inWidth: 1, offsetY: 0, offsetX: 0 };

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof CertifyError ? error.code : String(error);
  }
  return 'no error';
}

describe.each([reference, wasm])('memory of the $name engine', (engine) => {
  it('allocates zeroed, aligned arrays with spare elements behind them', () => {
    const arrays = [1, 3, 8, 1000].map((length) => engine.allocate(length));
    const good = arrays.every((array) => {
      const behind = new Float64Array(array.buffer, array.byteOffset, array.length + 8);
      return array.byteOffset % 16 === 0 && behind.every((value) => value === 0);
    });
    expect(good).toBe(true);
  });

  it('refuses to take back what it did not hand out, and twice', () => {
    const buffer = engine.take(5);
    engine.give(buffer);
    const codes = [codeOf(() => engine.give(buffer)), codeOf(() => engine.give(engine.allocate(5)))];
    expect(codes).toEqual(['ENGINE_MISUSE', 'ENGINE_MISUSE']);
  });

  it('clears an array and nothing beside it', () => {
    const area = engine.allocate(20).fill(1);
    engine.clear(area.subarray(3, 16));
    expect([...area]).toEqual([1, 1, 1, ...Array<number>(13).fill(0), 1, 1, 1, 1]);
  });

  it('never hands out the same scratch twice at a time', () => {
    const buffers = Array.from({ length: 50 }, (_, i) => engine.take(10 + i).fill(i));
    expect(buffers.every((buffer, i) => buffer.every((value) => value === i))).toBe(true);
    buffers.forEach((buffer) => engine.give(buffer));
  });
});

describe('WASM memory', () => {
  // 1 is the flag of weights that are ready, and what the second word of the header was after an earlier use, which starts anew.
  it.each([1, 0x7f7f7f7f])('is zero in new arrays, whatever it held before the engines: %d', (word) => {
    const memory = new WebAssembly.Memory({ initial: 3, maximum: 64, shared: true });
    new Uint32Array(memory.buffer).fill(word, 2048 / 4 + 1);
    const [engine] = [1, 2].map(() => createWasmEngine({ memory, base: 2048, shareSingles: true }));
    const random = new Random(3);
    const filters = random.values(11 * 64).map(Math.fround);
    const weights = engine!.packConv(dense(11, 64), filters);
    const wanted = reference.packConv(dense(11, 64), filters);
    const values = random.values(8 * 64).map((value, i) => (i % 3 === 0 ? Math.fround(value) : 0));
    for (const kind of ['take', 'takeSingles'] as const) {
      const [output, got, good] = [engine![kind](8 * 64), engine![kind](8 * 11), reference[kind](8 * 11)];
      output.set(values);
      engine!.convBackward(weights, point, 8, output, got);
      reference.convBackward(wanted, point, 8, output, good);
      good.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 5));
    }
    const all = [
      engine!.allocate(9000),
      engine!.allocate(900),
      engine!.allocateSingles(900),
      engine!.allocateIndices(900),
      engine!.allocate(30_000),
    ];
    expect(all[1]!.byteOffset).toBeGreaterThan(65536);
    expect(all[1]!.byteOffset).toBeLessThan(3 * 65536);
    expect(memory.buffer.byteLength).toBeGreaterThan(3 * 65536);
    expect(all.every((array) => array.every((value) => value === 0))).toBe(true);
  });

  it('keeps old views valid while it grows', () => {
    const engine = createWasmEngine();
    const early = engine.allocate(4);
    engine.allocate(4_000_000);
    early.set([1, 2, 3, 4]);
    const out = engine.take(1);
    engine.convForward(engine.packConv(dense(4, 1), [1, 10, 100, 1000]), point, 1, false, early, out);
    expect(out[0]).toBe(4321);
  });

  it('reuses scratch of similar size: one block, however often', () => {
    const engine = createWasmEngine();
    const addresses = new Set<number>();
    for (let i = 0; i < 1000; i++) {
      const buffer = engine.take(1100 + (i % 20));
      addresses.add(buffer.byteOffset);
      engine.give(buffer);
    }
    expect(addresses.size).toBe(1);
  });

  it('knows its scratch again after any number of lengths', () => {
    const engine = createWasmEngine();
    const lengths = Array.from({ length: 300 }, (_, i) => 1100 + (i % 100));
    const good = lengths.every((length) => {
      const buffer = engine.take(length);
      engine.give(buffer);
      return buffer.length === length && codeOf(() => engine.give(buffer)) === 'ENGINE_MISUSE';
    });
    expect(good).toBe(true);
  });

  it('lets two engines share one memory without overlap', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    const [first, second] = [createWasmEngine({ memory }), createWasmEngine({ memory })];
    const weights = first.packConv(dense(2, 3), [1, 2, 3, 4, 5, 6]);
    const [mine, theirs] = [first.allocate(100).fill(1), second.allocate(100).fill(2)];
    const [output, input] = [second.take(3), second.take(2)];
    output.set([1, 10, 100]);
    second.convBackward(weights, point, 1, output, input);
    expect([mine[99], theirs[0], ...input]).toEqual([1, 2, 531, 642]);
  });

  it('refuses arrays that are too short, foreign, or placed outside their map', () => {
    const weights = wasm.packConv(dense(2, 3), [1, 2, 3, 4, 5, 6]);
    const sums = wasm.allocate(1);
    const map = wasm.allocate(4);
    const offsets = wasm.allocateIndices(1);
    offsets[0] = 2;
    const place = { rows: 1, height: 1, run: 3, stride: 3, offsets };
    const codes = [
      codeOf(() => wasm.convBackward(weights, point, 2, wasm.allocate(6), wasm.allocate(3))),
      codeOf(() => wasm.convBackward(weights, point, 1, new Float64Array(3), wasm.allocate(2))),
      codeOf(() => wasm.accumulate(place, wasm.allocate(3), map, map, map, sums, sums)),
      codeOf(() => wasm.convBackward(reference.packConv(dense(2, 3), [1, 2, 3, 4, 5, 6]), point, 1, wasm.allocate(3), wasm.allocate(2))),
    ];
    expect(codes).toEqual(Array(4).fill('ENGINE_MISUSE'));
  });

  it('says so when its memory is full', () => {
    const engine = createWasmEngine({ memory: new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }) });
    expect([codeOf(() => engine.allocate(100_000)), codeOf(() => engine.allocate(100))]).toEqual(['OUT_OF_MEMORY', 'no error']);
  });

  it('never hands out again what another thread got while an allocation failed', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 100, shared: true });
    const other = new SharedHeap(memory, 1024);
    const taken: number[] = [];
    let attempts = 0;
    // The machine refuses this thread its pages twice; just after it saw so, it grants another thread some.
    const grow = (pages: number): number => {
      attempts += Number(pages > 0);
      if (pages > 0) throw new RangeError('no pages');
      return memory.grow(0);
    };
    const bufferThen = (): ArrayBufferLike => {
      const { buffer } = memory;
      if (attempts === 2 && taken.length === 0) taken.push(other.reserve(4096));
      return buffer;
    };
    const refused = new Proxy(memory, {
      get: (target, key) => (key === 'grow' ? grow : key === 'buffer' ? bufferThen() : (Reflect.get(target, key, target) as unknown)),
    });
    expect(codeOf(() => new SharedHeap(refused, 1024).reserve(3 * 65536))).toBe('OUT_OF_MEMORY');
    for (let i = 0; i < 60; i++) taken.push(other.reserve(4096));
    const sorted = taken.toSorted((a, b) => a - b);
    expect(sorted.every((address, i) => i === 0 || address - (sorted[i - 1] ?? NaN) >= 4096)).toBe(true);
  });

  it('keeps to the maximum it is given', () => {
    const engine = createWasmEngine({ memory: createSharedMemory(4 * 2 ** 20) });
    const sizes = Array.from({ length: 8 }, () => codeOf(() => engine.allocate(2 ** 17 - 16)));
    expect(sizes).toEqual([...Array<string>(3).fill('no error'), ...Array<string>(5).fill('OUT_OF_MEMORY')]);
  });
});
