import { describe, expect, it } from 'vitest';
import type { Coefficients, ConvShape, ConvStep, Engine } from '../../src/engine/engine.js';
import { TABLES_BYTES } from '../../src/engine/wasm/taps.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { Random } from './support.js';

interface Problem {
  readonly shape: ConvShape;
  readonly filters: Float64Array;
  readonly steps: readonly ConvStep[];
}

function randomStep(random: Random, most: number): ConvStep {
  return {
    ...{
      outHeight: random.integer(1, 4),
      outWidth: random.integer(1, 4),
      inHeight: random.integer(1, most),
      inWidth: random.integer(1, most),
    },
    ...{ offsetY: random.integer(-2, 3), offsetX: random.integer(-2, 3) },
  };
}

function randomProblem(random: Random, index: number, most: number, steps: number): Problem {
  const groups = index % 4 === 3 ? 3 : 1;
  const shape = {
    ...{ groups, inChannels: groups * random.pick(1, 3, 8, 13), outChannels: groups * random.integer(1, 20) },
    ...{
      kernelHeight: random.integer(1, 3),
      kernelWidth: random.integer(1, 3),
      strideY: random.integer(1, 2),
      strideX: random.integer(1, 2),
    },
    ...{ dilationY: 1, dilationX: random.pick(1, 1, 2) },
  };
  const length = (shape.outChannels * shape.kernelHeight * shape.kernelWidth * shape.inChannels) / groups;
  const point = { ...randomStep(random, most), outHeight: 1, outWidth: 1 };
  return { shape, filters: random.values(length), steps: [point, ...Array.from({ length: steps }, () => randomStep(random, most))] };
}

/** What an engine makes of rows, none to nearly all of whose coefficients are zero. */
class Bench {
  readonly engine = createWasmEngine({ simd: 'plain' });
  readonly weights;

  constructor(readonly problems: readonly Problem[]) {
    this.weights = problems.map(({ shape, filters }) => this.engine.packConv(shape, filters));
  }

  backward(index: number, step: ConvStep, rows: number, single: boolean, seed: number): number[] {
    const { engine } = this;
    const { shape } = this.problems[index]!;
    const random = new Random(seed);
    const share = random.pick(1, 1, 0.5, 0.1);
    const output = take(engine, single, rows * step.outHeight * step.outWidth * shape.outChannels);
    for (let k = 0; k < output.length; k++) output[k] = random.next() < share ? random.next() - 0.5 : 0;
    return this.given(single, rows * step.inHeight * step.inWidth * shape.inChannels, [output], (input) => {
      engine.convBackward(this.weights[index]!, step, rows, output, input);
    });
  }

  seed(index: number, step: ConvStep, rows: number, single: boolean, seed: number): number[] {
    const { engine } = this;
    const { shape } = this.problems[index]!;
    const random = new Random(seed);
    const channels = engine.allocateIndices(rows).map(() => random.integer(0, shape.outChannels - 1));
    const held = engine.allocateIndices(rows);
    held.set(channels);
    const values = take(engine, single, rows);
    for (let row = 0; row < rows; row++) values[row] = random.next() - 0.5;
    return this.given(single, rows * step.inHeight * step.inWidth * shape.inChannels, [values], (input) => {
      engine.convSeed(this.weights[index]!, step, rows, held, values, input);
    });
  }

  private given(single: boolean, length: number, used: readonly Coefficients[], run: (input: Coefficients) => void): number[] {
    const input = take(this.engine, single, length);
    for (let k = 0; k < length; k++) input[k] = NaN;
    run(input);
    const found = [...input];
    for (const buffer of [...used, input]) this.engine.give(buffer);
    return found;
  }
}

function take(engine: Engine, single: boolean, length: number): Coefficients {
  return single ? engine.takeSingles(length) : engine.take(length);
}

describe('steps that an engine has seen before', () => {
  it('give the bits that they gave at first, whatever else was between', () => {
    const random = new Random(3);
    const problems = Array.from({ length: 12 }, (_, index) => randomProblem(random, index, 7, 2));
    const known = new Bench(problems);
    for (let round = 0; round < 400; round++) {
      const index = random.integer(0, problems.length - 1);
      const { steps } = problems[index]!;
      const at = random.integer(0, steps.length - 1);
      const [rows, single, seed] = [random.integer(1, 20), random.next() < 0.5, random.integer(1, 1e6)];
      // An engine of its own that never saw the step.
      const fresh = new Bench(problems.slice(index, index + 1));
      const step = steps[at]!;
      const found = known.backward(index, step, rows, single, seed);
      expect(found).toEqual(fresh.backward(0, { ...step }, rows, single, seed));
      expect(found.some((value) => Number.isNaN(value))).toBe(false);
      if (at === 0) expect(known.seed(index, step, rows, single, seed)).toEqual(fresh.seed(0, { ...step }, rows, single, seed));
    }
  }, 60_000);

  it('are right, too, when there is no room for more tables', () => {
    const random = new Random(4);
    const problems = Array.from({ length: 4 }, (_, index) => randomProblem(random, index, 90, 200));
    const tables = problems.flatMap(({ steps }) => steps).reduce((sum, step) => sum + (step.inHeight + step.inWidth) * 16, 0);
    expect(tables).toBeGreaterThan(TABLES_BYTES);
    const known = new Bench(problems);
    const results = () => problems.map(({ steps }, index) => steps.map((step, at) => sumOf(known.backward(index, step, 1, false, at))));
    const first = results();
    expect(results()).toEqual(first);
    expect(results()).toEqual(first);
  }, 60_000);
});

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value, k) => sum + value * ((k % 7) + 1), 0);
}
