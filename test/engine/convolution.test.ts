import { describe, expect, it } from 'vitest';
import type { Coefficients, ConvShape, ConvStep } from '../../src/engine/engine.js';
import { agrees, compare, PRECISIONS, reference, relaxed, wasm, worstOf, type Guarded, type Random } from './support.js';

interface Case {
  readonly shape: ConvShape;
  readonly step: ConvStep;
  readonly rows: number;
  readonly filters: Float64Array;
}

function randomShape(random: Random, groups: number, perIn: number, perOut: number): ConvShape {
  return {
    groups,
    inChannels: groups * perIn,
    outChannels: groups * perOut,
    kernelHeight: random.integer(1, 4),
    kernelWidth: random.integer(1, 5),
    strideY: random.integer(1, 3),
    strideX: random.integer(1, 3),
    dilationY: random.pick(1, 1, 2, 3),
    dilationX: random.pick(1, 1, 2, 3),
  };
}

/** Windows anywhere: clipped at every side, or not touching at all. */
function randomStep(random: Random): ConvStep {
  return {
    outHeight: random.integer(1, 5),
    outWidth: random.integer(1, 5),
    inHeight: random.integer(1, 8),
    inWidth: random.integer(1, 8),
    offsetY: random.integer(-3, 5),
    offsetX: random.integer(-3, 5),
  };
}

function randomCase(random: Random, index: number): Case {
  const groups = random.pick(1, 1, 1, 2, 3);
  const depthwise = index % 5 === 4;
  const shape = depthwise
    ? randomShape(random, random.integer(2, 21), 1, 1)
    : randomShape(random, groups, random.integer(1, 19), random.integer(1, 7));
  const size = shape.outChannels * shape.kernelHeight * shape.kernelWidth * (shape.inChannels / shape.groups);
  return { shape, step: randomStep(random), rows: random.integer(1, 9), filters: random.values(size) };
}

/** Coefficients behind neurons of which many are off: most elements of the window are zero in all rows, a few in some. */
function mostlyOff({ shape, step, rows }: Case, random: Random): Float64Array {
  const size = step.outHeight * step.outWidth * shape.outChannels;
  const share = random.pick(0, 0.1, 0.5, 0.8);
  const on = Array.from({ length: size }, () => random.next() < share);
  const values = random.values(rows * size);
  return values.map((value, k) => (on[k % size] === true ? value : random.pick(0, 0, -0)));
}

const outputSize = ({ shape, step, rows }: Case): number => rows * step.outHeight * step.outWidth * shape.outChannels;
const inputSize = ({ shape, step, rows }: Case): number => rows * step.inHeight * step.inWidth * shape.inChannels;
const junk = (length: number): Float64Array => new Float64Array(length).fill(NaN);

function dense(inChannels: number, outChannels: number, rows: number, random: Random): Case {
  const shape = { inChannels, outChannels, groups: 1, kernelHeight: 1, kernelWidth: 1, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 };
  const step = { outHeight: 1, outWidth: 1, inHeight: 1, inWidth: 1, offsetY: 0, offsetX: 0 };
  return { shape, step, rows, filters: random.values(inChannels * outChannels) };
}

describe.each(PRECISIONS)('convBackward of %s', (precision) => {
  const backward =
    (problem: Case, output: Float64Array) =>
    (arrays: Guarded): Coefficients[] => {
      const weights = arrays.engine.packConv(problem.shape, problem.filters);
      const input = arrays.put(junk(inputSize(problem)), 7);
      arrays.engine.convBackward(weights, problem.step, problem.rows, arrays.put(output), input);
      return [input];
    };

  it('agrees with the reference for groups, strides, dilations and clipped windows', () => {
    const worst = worstOf(
      150,
      (random, index) => {
        const problem = randomCase(random, index);
        return backward(problem, random.values(outputSize(problem)));
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });

  it('agrees where most coefficients are zero', () => {
    const worst = worstOf(
      300,
      (random, index) => {
        const rows = random.integer(1, 40);
        const problem =
          index % 6 === 0 ? dense(random.integer(1, 40), random.integer(1, 90), rows, random) : { ...randomCase(random, index), rows };
        return backward(problem, mostlyOff(problem, random));
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });

  it('hands on NaN and infinity among zeros', () => {
    const worst = worstOf(
      60,
      (random, index) => {
        const problem = randomCase(random, index);
        const output = mostlyOff(problem, random);
        output[random.integer(0, output.length - 1)] = random.pick(NaN, Infinity, -Infinity);
        return backward(problem, output);
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });

  it('agrees on dense layers', () => {
    const worst = worstOf(
      20,
      (random) => {
        const problem = dense(random.integer(1, 40), random.integer(1, 12), random.integer(1, 9), random);
        return backward(problem, random.values(outputSize(problem)));
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });

  it('hands on NaN and infinity', () => {
    const worst = worstOf(
      30,
      (random, index) => {
        const problem = randomCase(random, index);
        const output = random.values(outputSize(problem));
        output[random.integer(0, output.length - 1)] = random.pick(NaN, Infinity, -Infinity);
        return backward(problem, output);
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });
});

describe.each(PRECISIONS)('convSeed of %s', (precision) => {
  it('agrees with the reference', () => {
    const worst = worstOf(
      100,
      (random, index) => {
        const problem = randomCase(random, index);
        // Windows of one position and of more, beyond the input, too.
        const step = index % 2 === 0 ? problem.step : { ...problem.step, outHeight: 1, outWidth: 1 };
        const size = step.outHeight * step.outWidth * problem.shape.outChannels;
        const elements = Array.from({ length: problem.rows }, () => random.integer(0, size - 1));
        const values = random.values(problem.rows);
        return (arrays) => {
          const weights = arrays.engine.packConv(problem.shape, problem.filters);
          const input = arrays.put(junk(inputSize(problem)));
          arrays.engine.convSeed(weights, step, problem.rows, arrays.integers(elements), arrays.put(values), input);
          return [input];
        };
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });

  it('agrees where taps cover all of the window, some of its lines or columns, or reach beyond it', () => {
    // 3 x 2 taps of 5 channels, over inputs of 1 to 4 lines and columns.
    const shapes = [1, 5].flatMap((groups) =>
      [1, 2].map((dilation) => ({ groups, dilationY: dilation, dilationX: dilation, inChannels: 5, outChannels: 5, kernelHeight: 3, kernelWidth: 2, strideY: 1, strideX: 1 })),
    ); // prettier-ignore
    const sizes = [1, 2, 3, 4].flatMap((inHeight) => [1, 2, 3, 4].map((inWidth) => ({ inHeight, inWidth })));
    const offsets = [-1, 0, 1].flatMap((offsetY) => [-1, 0, 1].map((offsetX) => ({ offsetY, offsetX })));
    const cases = shapes.flatMap((shape) =>
      sizes.flatMap((size) => offsets.map((offset) => ({ shape, step: { outHeight: 1, outWidth: 1, ...size, ...offset } }))),
    );
    const worst = worstOf(
      cases.length,
      (random, index) => {
        const { shape, step } = cases[index]!;
        const filters = random.values((shape.outChannels * 6 * shape.inChannels) / shape.groups);
        return (arrays) => {
          const weights = arrays.engine.packConv(shape, filters);
          const input = arrays.put(junk(2 * step.inHeight * step.inWidth * shape.inChannels));
          arrays.engine.convSeed(weights, step, 2, arrays.integers([1, 4]), arrays.put([1, -1]), input);
          return [input];
        };
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });
});

describe.each([wasm, relaxed])('convSeed of $name', (engine) => {
  it.each([-1, 2 * 3 * 4])('takes no element %s of a window of 2 x 3 positions and 4 channels', (element) => {
    const shape = {
      groups: 1,
      dilationY: 1,
      dilationX: 1,
      inChannels: 1,
      outChannels: 4,
      kernelHeight: 1,
      kernelWidth: 1,
      strideY: 1,
      strideX: 1,
    };
    const weights = engine.packConv(shape, new Float64Array(4));
    const step = { outHeight: 2, outWidth: 3, inHeight: 2, inWidth: 3, offsetY: 0, offsetX: 0 };
    expect(() => {
      engine.convSeed(weights, step, 1, engine.allocateIndices(1).fill(element), engine.allocate(1), engine.allocate(6));
    }).toThrow(expect.objectContaining({ code: 'ENGINE_MISUSE' }) as Error);
  });
});

describe('convForward', () => {
  it.each([false, true])('agrees with the reference, absolute = %s', (absolute) => {
    const worst = worstOf(100, (random, index) => {
      const problem = randomCase(random, index);
      const input = random.values(inputSize(problem));
      return (arrays) => {
        const weights = arrays.engine.packConv(problem.shape, problem.filters);
        const output = arrays.doubles(junk(outputSize(problem)));
        arrays.engine.convForward(weights, problem.step, problem.rows, absolute, arrays.doubles(input), output);
        return [output];
      };
    });
    expect(agrees(worst)).toBe('agrees');
  });

  it.each([
    { inChannels: 1, outChannels: 1, side: 2, filters: 'of an odd number, few positions' },
    { inChannels: 1, outChannels: 1, side: 4, filters: 'of an odd number, many positions' },
    { inChannels: 75, outChannels: 73, side: 3, filters: 'too many to be copied' },
  ])('takes the magnitudes of filters: $filters', ({ inChannels, outChannels, side }) => {
    const shape = {
      inChannels,
      outChannels,
      ...{ groups: 1, kernelHeight: 3, kernelWidth: 3 },
      ...{ strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 },
    };
    const step = { outHeight: side, outWidth: side, inHeight: side, inWidth: side, offsetY: 1, offsetX: 1 };
    const length = 9 * inChannels * outChannels;
    const [wanted, ...got] = [reference, wasm, relaxed].map((engine) => {
      // What other kernels leave behind.
      const stale = engine.packConv(shape, new Float64Array(length).fill(7));
      const weights = engine.packConv(
        shape,
        Float64Array.from({ length }, (_, k) => -1 - (k % 5)),
      );
      const input = engine.allocate(side * side * inChannels);
      input.set(input.map((_, k) => 1 + (k % 3)));
      const output = engine.allocate(side * side * outChannels);
      for (const filters of [stale, weights]) engine.convForward(filters, step, 1, true, input, output);
      return [...output];
    });
    for (const each of got) expect(each).toEqual(wanted);
    expect(Math.min(...wanted!)).toBeGreaterThan(0);
  });

  it('hands on NaN', () => {
    const worst = worstOf(30, (random, index) => {
      const problem = randomCase(random, index);
      const input = random.values(inputSize(problem));
      input[random.integer(0, input.length - 1)] = NaN;
      return (arrays) => {
        const weights = arrays.engine.packConv(problem.shape, problem.filters);
        const output = arrays.doubles(junk(outputSize(problem)));
        arrays.engine.convForward(weights, problem.step, problem.rows, true, arrays.doubles(input), output);
        return [output];
      };
    });
    expect(agrees(worst)).toBe('agrees');
  });
});

describe('packConv', () => {
  it('says whether all weights are singles', () => {
    const shape = { inChannels: 3, outChannels: 1, groups: 1, kernelHeight: 1, kernelWidth: 1, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 }; // prettier-ignore
    const outcome = compare(({ engine }) => {
      const lists = [
        [0.5, -0, 2 ** -149],
        [0.5, 0.25, 0.1],
        [1e300, 1, 1],
        [2 ** -150, 0, 0],
        [1, NaN, 1],
        [Infinity, 1, 1 + 2 ** -24],
      ];
      return lists.map((filters) => Float64Array.of(engine.packConv(shape, filters).areSingles ? 1 : 0));
    });
    expect(agrees(outcome)).toBe('agrees');
    expect(
      [
        [0.5, -0, 2 ** -149],
        [0.5, 0.25, 0.1],
      ].map((filters) => reference.packConv(shape, filters).areSingles),
    ).toEqual([true, false]);
  });

  it('keeps a plain copy of the filters', () => {
    const filters = Float64Array.from([1, 2, 3, 4, 5, 6]);
    const outcome = compare((arrays) => {
      const weights = arrays.engine.packConv(
        { inChannels: 3, outChannels: 2, groups: 1, kernelHeight: 1, kernelWidth: 1, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 },
        filters,
      );
      return [weights.filters];
    });
    expect(agrees(outcome)).toBe('agrees');
  });
});
