import { describe, expect, it } from 'vitest';
import type { Engine, LinesTarget } from '../../src/engine/engine.js';
import { Random, reference, relaxed, wasm } from './support.js';

// Bounds rest on these roundings, and the kernels may not round otherwise than what is proved for interval.ts and relu.ts: not in one bit.

const SPECIAL = [0, -0, 1, -1, 5e-324, -5e-324, 2 ** -1022, 2 ** -53, 1e308, -1e308, 1 + 2 ** -52, Infinity, -Infinity, NaN];

/** Intervals of all kinds: any two special values, points, and wide, narrow and tiny ones. */
function intervals(random: Random): { lower: number[]; upper: number[] } {
  const pairs = SPECIAL.flatMap((a) => SPECIAL.map((b) => [a, b] as const));
  for (let i = 0; i < 400; i++) {
    const size = 2 ** Math.round((random.next() - 0.5) * 60);
    const middle = (random.next() - 0.5) * size;
    const width = [0, 1e-16, 1e-3, 1, 4][i % 5]! * random.next() * size;
    pairs.push([middle - width, middle + width]);
  }
  return { lower: pairs.map(([a]) => a), upper: pairs.map(([, b]) => b) };
}

/** The arrays that a kernel wrote, as bits. */
function bits(arrays: readonly Float64Array[]): string[][] {
  return arrays.map((array) => Array.from(new BigUint64Array(array.slice().buffer), (value) => canonical(value)));
}

/** One NaN is as good as another. */
function canonical(value: bigint): string {
  return (value & 0x7fffffffffffffffn) > 0x7ff0000000000000n ? 'NaN' : value.toString(16);
}

function arraysOf(engine: Engine, ...lists: readonly (readonly number[])[]): Float64Array[] {
  return lists.map((list) => {
    const array = engine.allocate(list.length);
    array.set(list);
    return array;
  });
}

function fresh(engine: Engine, count: number, length: number): Float64Array[] {
  return Array.from({ length: count }, () => engine.allocate(length));
}

describe.each([wasm, relaxed])('interval kernels, $name', (fast) => {
  const all = intervals(new Random(7));
  const same = (run: (engine: Engine, cut: (list: readonly number[]) => number[]) => Float64Array[]): void => {
    for (const length of [all.lower.length, all.lower.length - 1, 1, 0]) {
      const [wanted, got] = [reference, fast].map((engine) => bits(run(engine, (list) => list.slice(0, length))));
      expect(got).toEqual(wanted);
    }
  };

  it('centre forms have the bits of the reference', () => {
    same((engine, cut) => {
      const [lower, upper] = arraysOf(engine, cut(all.lower), cut(all.upper));
      const out = fresh(engine, 3, lower!.length);
      engine.centreForm(lower!, upper!, out[0]!, out[1]!, out[2]!);
      return out;
    });
  });

  it('leaves what lies behind its arrays as it is', () => {
    const engine = fast;
    const [lower, upper, both] = arraysOf(engine, [1, 2, 3], [2, 3, 4], [9, 9, 9, 9, 9, 9, 9]);
    const [centre] = fresh(engine, 1, 3);
    engine.centreForm(lower!, upper!, centre!, both!.subarray(3, 6), both!.subarray(0, 3));
    expect([...both!].map((value) => Math.fround(value))).toEqual([2, 3, 4, 0.5, 0.5, 0.5, 9]);
    const [image, out] = arraysOf(engine, [1, 2, 3], [9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
    const error = { forwardTerms: 1, backwardTerms: 1, weightUnits: 0, biasGamma: 0 };
    const [most, least, uncertainty] = [out!.subarray(6, 9), out!.subarray(3, 6), out!.subarray(0, 3)];
    engine.linearBounds({ centre: image!, radius: image!, magnitude: image! }, image!, null, error, {
      lower: least,
      upper: most,
      uncertainty,
    });
    expect([...out!].map((value) => Math.fround(value)).slice(3)).toEqual([1, 2, 3, 3, 6, 9, 9]);
  });

  it.each([false, true])('bounds of linear maps have the bits of the reference; error of the bias: %s', (hasError) => {
    const error = { forwardTerms: 75, backwardTerms: 288, weightUnits: 1, biasGamma: 3e-13 };
    same((engine, cut) => {
      const [centre, upper] = arraysOf(engine, cut(all.lower), cut(all.upper));
      const [radius, magnitude, bias, biasError] = arraysOf(
        engine,
        cut(all.upper).map(Math.abs),
        cut(all.lower).map(Math.abs),
        cut([...all.upper].reverse()),
        cut([...all.lower].reverse()).map(Math.abs),
      );
      const [low, high, uncertainty] = fresh(engine, 3, upper!.length);
      const image = { centre: centre!, radius: radius!, magnitude: magnitude! };
      engine.linearBounds(image, bias!, hasError ? biasError! : null, error, { lower: low!, upper: high!, uncertainty: uncertainty! });
      return [low!, high!, uncertainty!];
    });
  });

  it('ranges of ReLUs have the bits of the reference', () => {
    same((engine, cut) => {
      const [lower, upper] = arraysOf(engine, cut(all.lower), cut(all.upper));
      const out = fresh(engine, 2, lower!.length);
      engine.reluRange(lower!, upper!, out[0]!, out[1]!);
      return out;
    });
  });

  it.each(['adaptive', 'fastlin', 'flat'] as const)('lines of ReLUs have the bits of the reference: %s', (choice) => {
    same((engine, cut) => {
      const [lower, upper] = arraysOf(engine, cut(all.lower), cut(all.upper));
      const names = ['lowerSlope', 'lowerIntercept', 'upperSlope', 'upperIntercept', 'uncertainty'];
      const out = Object.fromEntries(names.map((name) => [name, engine.allocate(lower!.length)])) as unknown as LinesTarget;
      engine.reluLines(lower!, upper!, choice, 3e-13, out);
      return Object.values(out) as Float64Array[];
    });
  });

  it('refuses arrays that are too short, or not its own', () => {
    const engine = fast;
    const [three, two] = arraysOf(engine, [1, 2, 3], [1, 2]);
    expect(() => engine.reluRange(three!, three!, two!, three!)).toThrow(expect.objectContaining({ code: 'ENGINE_MISUSE' }));
    expect(() => engine.reluRange(new Float64Array(3), three!, three!, three!)).toThrow(expect.objectContaining({ code: 'ENGINE_MISUSE' }));
  });
});
