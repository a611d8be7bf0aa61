import { describe, expect, it } from 'vitest';
import type { Coefficients, ConvShape, ConvStep } from '../../src/engine/engine.js';
import { canSumTapByTap, SINGLE_UNIT, singleGamma, singleTerms } from '../../src/engine/precision.js';
import { AcrossRows } from '../../src/engine/wasm/across-rows.js';
import { AcrossRowsAll, linesTaps, mostAcrossRowsAllBytes } from '../../src/engine/wasm/across-rows-all.js';
import { createSharedMemory, SharedHeap } from '../../src/engine/wasm/heap.js';
import { builtKernels, instantiateKernels, type Kernels } from '../../src/engine/wasm/kernels.js';
import { Room } from '../../src/engine/wasm/room.js';
import { TapTables } from '../../src/engine/wasm/taps.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { hasLines, packed, singlesOf } from '../../src/engine/wasm/weights.js';
import { Random, reference } from './support.js';

const PRECISIONS = [
  { name: 'few input channels in doubles', single: 0, all: false, least: 1, most: 3, unit: 2 ** -53 },
  { name: 'few input channels in singles', single: 1, all: false, least: 1, most: 7, unit: SINGLE_UNIT },
  { name: 'many input channels in singles', single: 1, all: false, least: 8, most: 24, unit: SINGLE_UNIT },
  { name: 'all coefficients, three input channels in doubles', single: 0, all: true, least: 3, most: 3, unit: 2 ** -53 },
  { name: 'all coefficients, three input channels in singles', single: 1, all: true, least: 3, most: 3, unit: SINGLE_UNIT },
] as const;

const memory = createSharedMemory();
const engine = createWasmEngine({ memory });
const heap = new SharedHeap(memory, 1024);
const kernels: Kernels = instantiateKernels(memory, builtKernels('plain'));
const tables = new TapTables(heap);

/** The kernels that leave out columns of zeros, or those that take all. */
function acrossRows(all: boolean, room: Pick<Room, 'of'>): Pick<AcrossRows, 'run'> {
  if (!all) return new AcrossRows(kernels, room);
  const kernel = new AcrossRowsAll(kernels, room);
  return {
    run(shape, step, precision, weights, ...rest) {
      kernel.run(shape, step, precision, weights, tables.write(linesTaps(shape, step, precision.bytes)), ...rest);
    },
  };
}

const room = new Room(heap, 64);
const across = { some: acrossRows(false, room), all: acrossRows(true, room) };
const integers = (length: number): Int32Array => engine.allocateIndices(length);
const store = { singles: (length: number) => engine.allocateSingles(length), integers, kernels };

function randomShape(random: Random, least: number, most: number): ConvShape {
  return {
    ...{ groups: 1, inChannels: random.integer(least, most), outChannels: random.integer(1, random.pick(21, 21, 21, 70)) },
    ...{ kernelHeight: random.integer(1, 4), kernelWidth: random.integer(1, 5) },
    ...{ strideY: random.integer(1, 3), strideX: random.integer(1, 3) },
    ...{ dilationY: random.pick(1, 1, 2), dilationX: random.pick(1, 1, 2, 3) },
  };
}

/** Windows anywhere: clipped at every side, or not touching at all. */
function randomStep(random: Random): ConvStep {
  return {
    ...{ outHeight: random.integer(1, 5), outWidth: random.integer(1, 5), inHeight: random.integer(1, 8), inWidth: random.integer(1, 8) },
    ...{ offsetY: random.integer(-3, 5), offsetX: random.integer(-3, 5) },
  };
}

const lengthOf = (shape: ConvShape): number => shape.outChannels * shape.kernelHeight * shape.kernelWidth * shape.inChannels;
const outputOf = ({ outChannels }: ConvShape, { outHeight, outWidth }: ConvStep): number => outHeight * outWidth * outChannels;
const inputOf = ({ inChannels }: ConvShape, { inHeight, inWidth }: ConvStep): number => inHeight * inWidth * inChannels;

interface Case {
  readonly shape: ConvShape;
  readonly step: ConvStep;
  readonly rows: number;
  readonly filters: Float64Array;
  readonly output: Float64Array;
}

/** Columns that are zero in all rows, and zeros of either sign elsewhere. */
function randomCase(random: Random, least: number, most: number, single: boolean): Case {
  const [shape, step, rows] = [randomShape(random, least, most), randomStep(random), random.integer(1, 19)];
  const rounded = (values: Float64Array): Float64Array => (single ? Float64Array.from(values, Math.fround) : values);
  const size = outputOf(shape, step);
  const share = random.pick(0, 0.2, 0.5, 0.8, 1);
  const on = Array.from({ length: size }, () => random.next() < share);
  const values = rounded(random.values(rows * size));
  const output = values.map((value, k) => (on[k % size] === true && random.next() < 0.9 ? value : random.pick(0, -0)));
  return { shape, step, rows, filters: rounded(random.values(lengthOf(shape))), output };
}

/** What the kernel finds, with guards of NaN before and behind. */
function found({ shape, step, rows, filters, output }: Case, single: boolean, by: Pick<AcrossRows, 'run'>): Float64Array {
  const size = rows * inputOf(shape, step);
  const take = (length: number): Coefficients => (single ? engine.allocateSingles(length) : engine.allocate(length));
  const given = take(output.length);
  given.set(output);
  const target = take(size + 2).fill(NaN);
  const weights = packed(engine.packConv(shape, filters));
  const lines = (single ? singlesOf(weights, store) : weights).lines!;
  const precision = single ? ({ single: 1, bytes: 4 } as const) : ({ single: 0, bytes: 8 } as const);
  by.run(shape, step, precision, lines.byteOffset, rows, given.byteOffset, target.byteOffset + precision.bytes);
  expect([target[0], target[size + 1]]).toEqual([NaN, NaN]);
  return Float64Array.from(target.subarray(1, size + 1));
}

function expected({ shape, step, rows, filters, output }: Case): Float64Array {
  const target = reference.allocate(rows * inputOf(shape, step));
  reference.convBackward(reference.packConv(shape, filters), step, rows, output, target);
  return target;
}

/** Whether there are weights for it, and its sums keep to the account. */
const runs = (shape: ConvShape, single: 0 | 1, all: boolean): boolean =>
  hasLines(shape, single === 1 ? 8 : 4) && (!all || single === 0 || canSumTapByTap(shape));

describe.each(PRECISIONS)('lanes over rows: $name', ({ single, all, least, most, unit }) => {
  const by = all ? across.all : across.some;

  it('have the sums of the reference, within the proved error, whatever shapes, windows, rows and zeros are', () => {
    let count = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const random = new Random(seed);
      const given = randomCase(random, least, most, single === 1);
      if (!runs(given.shape, single, all)) continue;
      count++;
      const exact = expected(given);
      const magnitude = expected({ ...given, filters: given.filters.map(Math.abs), output: given.output.map(Math.abs) });
      const gamma = single === 1 ? singleGamma(singleTerms(given.shape)) : 2 * lengthOf(given.shape) * unit;
      const values = found(given, single === 1, by);
      const wrong = values.findIndex((value, k) => !(Math.abs(value - exact[k]!) <= gamma * magnitude[k]!));
      expect({ seed, wrong }).toEqual({ seed, wrong: -1 });
    }
    expect(count).toBeGreaterThan(200);
  });

  it.each([1, 3, 5, 16, 32, 33, 36, 40, 64, 65])(
    'keep the proved error of sums that lose all they can, over %i output channels',
    (outChannels) => {
      for (const kernel of [1, 2, 3, 5]) {
        const shape = {
          ...{ groups: 1, inChannels: most, outChannels, kernelHeight: kernel, kernelWidth: kernel },
          ...{ strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 },
        };
        if (!runs(shape, single, all)) continue;
        // All positions meet the one of the input. One, then terms just below half a unit of it; again and again, or never.
        const step = { outHeight: kernel, outWidth: kernel, inHeight: 1, inWidth: 1, offsetY: kernel - 1, offsetX: kernel - 1 };
        const size = outputOf(shape, step);
        const patterns = [4, 16, 32, outChannels, Infinity].map((every) =>
          Float64Array.from({ length: size }, (_, k) => (k === 0 || k % every === 0 ? 1 : 0.99 * unit)),
        );
        // Each group of columns, piece and position is just below half a unit of what it is added to.
        // Each group of columns of the first piece, and each group or piece behind it, is just below half a unit of what it is added to.
        for (const behind of [4, Math.min(outChannels, 32)]) {
          const part = (k: number): number => (k < 4 ? 1 : k < Math.min(outChannels, 32) ? 4 : behind);
          patterns.push(Float64Array.from({ length: size }, (_, k) => (k === 0 ? 1 : (0.99 * unit) / part(k))));
        }
        for (const terms of patterns) {
          const rounded = single === 1 ? terms.map(Math.fround) : terms;
          const values = found(
            { shape, step, rows: 1, filters: new Float64Array(lengthOf(shape)).fill(1), output: rounded },
            single === 1,
            by,
          );
          const exact = rounded.reduce((sum, term) => sum + term, 0);
          const gamma = single === 1 ? singleGamma(singleTerms(shape)) : 2 * lengthOf(shape) * unit;
          expect(values.every((value) => Math.abs(value - exact) <= gamma * exact)).toBe(true);
        }
      }
    },
  );

  it('write nothing behind the scratch memory that they ask for', () => {
    const areas: { readonly start: number; readonly bytes: number }[] = [];
    const guarded = acrossRows(all, {
      of(bytes: number): number {
        const start = heap.reserve(bytes + 4096);
        new Uint8Array(memory.buffer, start + bytes, 4096).fill(0xa5);
        areas.push({ start, bytes });
        return start;
      },
    });
    let count = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const given = randomCase(new Random(seed), least, most, single === 1);
      if (!runs(given.shape, single, all)) continue;
      count++;
      found(given, single === 1, guarded);
    }
    expect(areas.length).toBe(count);
    for (const { start, bytes } of areas) {
      expect(new Uint8Array(memory.buffer, start + bytes, 4096).every((byte) => byte === 0xa5)).toBe(true);
    }
  });

  it('let nothing that is not finite get lost', () => {
    const shape = { ...randomShape(new Random(1), least, most), inChannels: most, outChannels: 6, kernelHeight: 1, kernelWidth: 2 };
    const plain = { ...shape, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 };
    const step = { outHeight: 1, outWidth: 2, inHeight: 1, inWidth: 3, offsetY: 0, offsetX: 0 };
    for (let rows = 1; rows <= 9; rows++) {
      for (let k = 0; k < rows * 12; k++) {
        const output = new Float64Array(rows * 12);
        output[k] = NaN;
        const values = found({ shape: plain, step, rows, filters: new Float64Array(12 * most).fill(1), output }, single === 1, by);
        // Two taps meet two positions of the input, of the three of its row.
        const first = 3 * Math.floor(k / 12) + (Math.floor(k / 6) % 2);
        const isNaNAt = Array.from(values, Number.isNaN);
        expect(isNaNAt).toEqual(isNaNAt.map((_, at) => [first, first + 1].includes(Math.floor(at / most))));
      }
    }
  });
});

describe('lanes over rows with many input channels', () => {
  const square = { groups: 1, kernelHeight: 3, kernelWidth: 3, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 };
  const some = new AcrossRows(kernels, room);

  /** Of 16 rows of 100 positions, of whose coefficients a share is not zero. */
  function taken(inChannels: number, outChannels: number, live: number): number {
    const columns = 100 * outChannels;
    const output = engine.allocateSingles(16 * columns).fill(1);
    output.fill(0, 0, columns * (1 - live));
    const block = { address: output.byteOffset, rowBytes: 4 * columns, positions: 100, channels: outChannels };
    return some.rowsOf({ ...square, inChannels, outChannels }, 144, 16, 7, block);
  }

  it('are taken where zeros are left out, and where the sums of a tap are short', () => {
    expect(taken(16, 32, 0.9)).toBe(16);
    expect(taken(16, 32, 1)).toBe(0);
    expect([5, 10, 15].map((outChannels) => taken(16, outChannels, 1))).toEqual([16, 16, 16]);
    expect([16, 20, 24].map((outChannels) => taken(10, outChannels, 1))).toEqual([16, 16, 0]);
  });
});

describe('lanes over rows that take all coefficients', () => {
  it('have the bits of those that leave out zeros in doubles, but for the sign of a zero', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const given = randomCase(new Random(seed), 3, 3, false);
      const some = found(given, false, across.some).map((value) => value + 0);
      const values = found(given, false, across.all).map((value) => value + 0);
      expect({ seed, values }).toEqual({ seed, values: some });
    }
  });

  const colour = {
    groups: 1,
    inChannels: 3,
    outChannels: 8,
    kernelHeight: 3,
    kernelWidth: 3,
    strideY: 1,
    strideX: 1,
    dilationY: 1,
    dilationX: 1,
  };

  /** Rows of 40 coefficients, of which the first so many are not zero. */
  function taken(rows: number, live: number, single: boolean, shape: ConvShape = colour): number {
    const output = single ? engine.allocateSingles(rows * 40) : engine.allocate(rows * 40);
    for (let row = 0; row < rows; row++) output.fill(1, row * 40, row * 40 + live);
    const precision = single ? ({ single: 1, bytes: 4 } as const) : ({ single: 0, bytes: 8 } as const);
    const block = { address: output.byteOffset, rowBytes: 40 * precision.bytes, positions: 5, channels: 8 };
    return new AcrossRowsAll(kernels, room).rowsOf(shape, precision, 5, rows, block);
  }

  it('take rows that fill more than half of a tile, where hardly a coefficient is zero', () => {
    expect([1, 4, 5, 8, 12, 13, 64].map((rows) => taken(rows, 40, true))).toEqual([0, 0, 5, 8, 8, 13, 64]);
    expect([1, 2, 3, 4, 6, 7, 9].map((rows) => taken(rows, 40, false))).toEqual([0, 0, 3, 4, 4, 7, 8]);
    expect([36, 37].map((live) => taken(8, live, true))).toEqual([0, 8]);
    expect([32, 33].map((live) => taken(8, live, false))).toEqual([0, 8]);
  });

  it('take no windows of which a tile does not stay in the cache, and ask for no more memory than they say', () => {
    const live = (positions: number): number => {
      const output = engine.allocateSingles(8 * 8 * positions).fill(1);
      const block = { address: output.byteOffset, rowBytes: 32 * positions, positions, channels: 8 };
      return new AcrossRowsAll(kernels, room).rowsOf(colour, { single: 1, bytes: 4 }, 5, 8, block);
    };
    expect([4000, 4200].map(live)).toEqual([8, 0]);
    const asked: number[] = [];
    const counting = acrossRows(true, {
      of(bytes: number): number {
        asked.push(bytes);
        return room.of(bytes);
      },
    });
    const step = { outHeight: 4, outWidth: 5, inHeight: 6, inWidth: 7, offsetY: 0, offsetX: 0 };
    const output = new Float64Array(8 * outputOf(colour, step)).fill(1);
    found({ shape: colour, step, rows: 8, filters: new Float64Array(lengthOf(colour)).fill(1), output }, true, counting);
    expect(asked).toEqual([mostAcrossRowsAllBytes(colour, outputOf(colour, step), step.inWidth)]);
    expect(mostAcrossRowsAllBytes({ inChannels: 4 }, 160, 7)).toBe(0);
    expect(mostAcrossRowsAllBytes(colour, 1e6, 7)).toBe(2 ** 20);
  });

  it('of doubles, with zeros left out, are chosen by the filter alone, whatever the coefficients', () => {
    const filters = [{}, { inChannels: 2 }, { strideX: 2 }, { kernelWidth: 4 }, { inChannels: 3 }];
    for (const value of [0, 1]) {
      const output = engine.allocate(8 * 40).fill(value);
      const block = { address: output.byteOffset, rowBytes: 320, positions: 5, channels: 8 };
      const chosen = filters.map((filter) =>
        new AcrossRows(kernels, room).isFaster({ ...colour, inChannels: 1, ...filter }, { single: 0, bytes: 8 }, 8, block),
      );
      expect(chosen).toEqual([false, false, true, true, true]);
    }
  });

  it('are for three input channels, and in singles for sums that keep to the account', () => {
    expect([1, 2, 4].map((inChannels) => taken(8, 40, true, { ...colour, inChannels }))).toEqual([0, 0, 0]);
    const long = { ...colour, outChannels: 128, kernelHeight: 1, kernelWidth: 2, strideX: 2 };
    expect(canSumTapByTap(long)).toBe(false);
    expect([taken(8, 40, true, long), taken(8, 40, false, long)]).toEqual([0, 8]);
  });

  it.each([
    { name: 'singles', single: true },
    { name: 'doubles', single: false },
  ])('and others make up the rows of a block in $name', ({ single }) => {
    const random = new Random(7);
    const step = { outHeight: 4, outWidth: 4, inHeight: 6, inWidth: 6, offsetY: 0, offsetX: 0 };
    const filters = random.values(lengthOf(colour)).map(Math.fround);
    for (let rows = 1; rows <= 20; rows++) {
      const output = random.values(rows * outputOf(colour, step)).map(Math.fround);
      const given = { shape: colour, step, rows, filters, output };
      const [from, to] = single
        ? [engine.allocateSingles(output.length), engine.allocateSingles(rows * 108)]
        : [engine.allocate(output.length), engine.allocate(rows * 108)];
      from.set(output);
      engine.convBackward(engine.packConv(colour, filters), step, rows, from, to);
      const exact = expected(given);
      const magnitude = expected({ ...given, filters: filters.map(Math.abs), output: output.map(Math.abs) });
      const gamma = single ? singleGamma(singleTerms(colour)) : 2 ** -40;
      expect(Array.from(to).every((value, k) => Math.abs(value - exact[k]!) <= gamma * magnitude[k]!)).toBe(true);
    }
  });
});

describe('the count of what is not zero', () => {
  it.each(PRECISIONS)('takes negative zeros for zeros, and NaN not, in $name', ({ single }) => {
    const random = new Random(3);
    for (let length = 0; length <= 40; length++) {
      const array = single === 1 ? engine.allocateSingles(length + 1) : engine.allocate(length + 1);
      for (let k = 0; k <= length; k++) array[k] = random.pick(0, -0, 1, NaN, -1e-30, Infinity);
      const count = Array.from(array.subarray(0, length)).filter((value) => value !== 0).length;
      expect(kernels.nonZeros(single, length, array.byteOffset)).toBe(count);
    }
  });
});
