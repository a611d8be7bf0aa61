import { describe, expect, it } from 'vitest';
import type { Coefficients } from '../../src/engine/engine.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { agrees, PRECISIONS, worstOf, type Guarded, type Random } from './support.js';

type Five = [Coefficients, Coefficients, Coefficients, Coefficients, Coefficients];

interface Windows {
  readonly rows: number;
  readonly height: number;
  readonly run: number;
  readonly stride: number;
  readonly offsets: readonly number[];
  readonly mapSize: number;
}

/** Windows anywhere in a map; in every fourth case whole lines, so that lines are neighbours in the map. */
function randomWindows(random: Random, index: number): Windows {
  const rows = random.integer(1, 9);
  const height = random.integer(1, 5);
  const run = index % 5 === 0 ? random.integer(500, 1200) : random.integer(1, 23);
  const stride = run + (index % 4 === 0 ? 0 : random.integer(0, 9));
  const mapSize = (height + 3) * stride;
  const most = mapSize - (height - 1) * stride - run;
  return { rows, height, run, stride, offsets: Array.from({ length: rows }, () => random.integer(0, most)), mapSize };
}

const biasAndError = (arrays: Guarded, { rows }: Windows): readonly [Float64Array, Float64Array] => [
  arrays.doubles(new Float64Array(rows)),
  arrays.doubles(new Float64Array(rows)),
];

const placement = (arrays: Guarded, windows: Windows) => ({ ...windows, offsets: arrays.integers(windows.offsets) });

function coefficients(random: Random, windows: Windows): Float64Array {
  return random.values(windows.rows * windows.height * windows.run);
}

describe.each(PRECISIONS)('relax of %s', (precision) => {
  const relaxed = (random: Random, windows: Windows, block: Float64Array) => {
    const maps = Array.from({ length: 5 }, () => random.values(windows.mapSize));
    const sums = [random.values(windows.rows), random.values(windows.rows)];
    return (arrays: Guarded): Coefficients[] => {
      const a = arrays.put(block);
      const [ls, li, us, ui, un] = maps.map((map) => arrays.put(map)) as Five;
      const [bias, error] = sums.map((sum) => arrays.doubles(sum)) as [Float64Array, Float64Array];
      arrays.engine.relax(placement(arrays, windows), a, ls, li, us, ui, un, bias, error);
      return [a, bias, error];
    };
  };

  it('agrees with the reference', () => {
    const worst = worstOf(
      150,
      (random, index) => {
        const windows = randomWindows(random, index);
        return relaxed(random, windows, coefficients(random, windows));
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });

  it('lets one NaN coefficient reach coefficient, bias and error', () => {
    const worst = worstOf(
      60,
      (random, index) => {
        const windows = randomWindows(random, index);
        const block = coefficients(random, windows);
        block[random.integer(0, block.length - 1)] = NaN;
        const run = relaxed(random, windows, block);
        return (arrays) => {
          const result = run(arrays);
          const reached = result.map((array) => array.filter((value) => Number.isNaN(value)).length);
          return [...result, Float64Array.from(reached), Float64Array.of(Number(reached.every((count) => count === 1)) - 1)];
        };
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });

  it('lets NaN and infinity in slopes, intercepts and uncertainty through', () => {
    const worst = worstOf(
      60,
      (random, index) => {
        const windows = randomWindows(random, index);
        const block = coefficients(random, windows);
        const maps = Array.from({ length: 5 }, () => random.values(windows.mapSize));
        for (const map of maps) map[random.integer(0, map.length - 1)] = random.pick(NaN, Infinity);
        return (arrays) => {
          const a = arrays.put(block);
          const [ls, li, us, ui, un] = maps.map((map) => arrays.put(map)) as Five;
          const [bias, error] = biasAndError(arrays, windows);
          arrays.engine.relax(placement(arrays, windows), a, ls, li, us, ui, un, bias, error);
          return [a, bias, error];
        };
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });
});

describe.each(PRECISIONS)('accumulate of %s', (precision) => {
  it.each([0, NaN])('agrees with the reference when a coefficient is %s, and changes none', (planted) => {
    const worst = worstOf(
      100,
      (random, index) => {
        const windows = randomWindows(random, index);
        const block = coefficients(random, windows);
        block[random.integer(0, block.length - 1)] = planted;
        const maps = Array.from({ length: 3 }, () => random.values(windows.mapSize));
        return (arrays) => {
          const a = arrays.put(block);
          const [lower, upper, uncertainty] = maps.map((map) => arrays.put(map)) as [Coefficients, Coefficients, Coefficients];
          const [bias, error] = biasAndError(arrays, windows);
          arrays.engine.accumulate(placement(arrays, windows), a, lower, upper, uncertainty, bias, error);
          return [a, bias, error];
        };
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });

  it('agrees where lower and upper are one array', () => {
    const worst = worstOf(
      60,
      (random, index) => {
        const windows = randomWindows(random, index);
        const block = coefficients(random, windows);
        const [bias, uncertainty] = [random.values(windows.mapSize), random.values(windows.mapSize)];
        return (arrays) => {
          const map = arrays.put(bias);
          const sums = biasAndError(arrays, windows);
          arrays.engine.accumulate(placement(arrays, windows), arrays.put(block), map, map, arrays.put(uncertainty), ...sums);
          return [...sums];
        };
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });
});

describe.each(PRECISIONS)('dualNorm of %s, in doubles', (precision) => {
  it.each([
    ['l2', 0],
    ['l2', NaN],
    ['max', 0],
    ['max', NaN],
    ['max', Infinity],
  ] as const)('agrees with the reference: %s with a coefficient %s', (kind, planted) => {
    const worst = worstOf(
      100,
      (random, index) => {
        const windows = randomWindows(random, index);
        const block = coefficients(random, windows);
        block[random.integer(0, block.length - 1)] = planted;
        const weight = random.values(windows.mapSize);
        const start = random.values(windows.rows).map((value) => Math.abs(value));
        return (arrays) => {
          const sums = arrays.doubles(start);
          arrays.engine.dualNorm(placement(arrays, windows), arrays.put(block), arrays.doubles(weight), kind, sums);
          return [sums];
        };
      },
      precision,
    );
    expect(agrees({ ...worst, precision: 'f64' })).toBe('agrees');
  });
});

describe('lines and boxes that hold what is unsure', () => {
  it.each(['relax', 'accumulate'] as const)('leave errors as they are: %s', (kernel) => {
    const worst = worstOf(100, (random, index) => {
      const windows = randomWindows(random, index);
      const block = coefficients(random, windows);
      const maps = Array.from({ length: 4 }, () => random.values(windows.mapSize));
      const start = random.values(windows.rows);
      return (arrays) => {
        const a = arrays.doubles(block);
        const [lowerSlope, lower, upperSlope, upper] = maps.map((map) => arrays.doubles(map)) as [Float64Array, Float64Array, Float64Array, Float64Array]; // prettier-ignore
        const [bias, error] = [arrays.doubles(start), arrays.doubles(start)];
        const place = placement(arrays, windows);
        if (kernel === 'relax') arrays.engine.relax(place, a, lowerSlope, lower, upperSlope, upper, null, bias, error);
        else arrays.engine.accumulate(place, a, lower, upper, null, bias, error);
        expect([...error]).toEqual([...start]);
        return [a, bias, error];
      };
    });
    expect(agrees(worst)).toBe('agrees');
  });

  it('are refused where errors have to be told apart', () => {
    const engine = createWasmEngine();
    const [singles, doubles] = [engine.allocateSingles(4), engine.allocate(4)];
    const place = { rows: 1, height: 1, run: 4, stride: 4, offsets: engine.allocateIndices(1) };
    const [bias, error] = [engine.allocate(1), engine.allocate(1)];
    expect(() => {
      engine.relax(place, singles, singles, singles, singles, singles, null, bias, error);
    }).toThrow('no uncertainty');
    expect(() => {
      engine.accumulate(place, doubles, doubles, doubles, null, bias, error);
    }).toThrow('no uncertainty');
  });
});

describe('subtractReach', () => {
  it.each([0, NaN])('agrees with the reference when a coefficient is %s, and changes none', (planted) => {
    const worst = worstOf(
      100,
      (random, index) => {
        const windows = randomWindows(random, index);
        const block = coefficients(random, windows);
        block[random.integer(0, block.length - 1)] = planted;
        const reach = random.values(windows.mapSize).map(Math.abs);
        const start = random.values(windows.rows);
        return (arrays) => {
          const [a, far] = [arrays.put(block), arrays.put(reach)] as [Float32Array, Float32Array];
          const [bias, error] = [arrays.doubles(start), arrays.doubles(new Float64Array(windows.rows))];
          arrays.engine.subtractReach(placement(arrays, windows), a, far, 0.25, bias, error);
          return [a, bias, error];
        };
      },
      'f32',
    );
    expect(agrees(worst)).toBe('agrees');
  });

  it('takes no doubles', () => {
    const engine = createWasmEngine();
    const [place, doubles] = [{ rows: 1, height: 1, run: 1, stride: 1, offsets: engine.allocateIndices(1) }, engine.allocate(1)];
    const call = (): void => {
      engine.subtractReach(
        place,
        doubles as unknown as Float32Array,
        doubles as unknown as Float32Array,
        1,
        engine.allocate(1),
        engine.allocate(1),
      );
    };
    expect(call).toThrow(expect.objectContaining({ code: 'ENGINE_MISUSE' }));
  });
});

describe('the sums of rows', () => {
  it('must be as many as the rows, also where they are those of the call before', () => {
    const engine = createWasmEngine();
    const place = (rows: number) => ({ rows, height: 1, run: 2, stride: 2, offsets: engine.allocateIndices(rows) });
    const [line, block, sums, more] = [engine.allocate(2), engine.allocate(6), engine.allocate(2), engine.allocate(3)];
    const relax = (rows: number, bias: Float64Array, error: Float64Array) => () => {
      engine.relax(place(rows), block, line, line, line, line, line, bias, error);
    };
    relax(2, sums, more)();
    const misuse = expect.objectContaining({ code: 'ENGINE_MISUSE' }) as Error;
    expect(relax(3, sums, more)).toThrow(misuse);
    expect(relax(3, more, sums)).toThrow(misuse);
    expect(relax(2, more, new Float64Array(2))).toThrow(misuse);
    relax(3, more, more)();
    expect(relax(3, sums, sums)).toThrow(misuse);
  });
});
