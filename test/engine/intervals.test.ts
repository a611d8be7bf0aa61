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
function bits(arrays: readonly (Float64Array | Float32Array)[]): string[][] {
  // Singles are doubles: the same bits of the one are the same bits of the other.
  return arrays.map((array) => Array.from(new BigUint64Array(Float64Array.from(array).buffer), (value) => canonical(value)));
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
  const same = (run: (engine: Engine, cut: (list: readonly number[]) => number[]) => (Float64Array | Float32Array)[]): void => {
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

  it('middles and multiples of magnitudes have the bits of the reference', () => {
    same((engine, cut) => {
      const [lower, upper] = arraysOf(engine, cut(all.lower), cut(all.upper));
      const out = fresh(engine, 3, lower!.length);
      engine.middles(lower!, upper!, out[0]!);
      engine.magnitudeTimes(lower!, upper!, 3e-13, out[1]!);
      engine.magnitudeTimes(lower!, upper!, 2 ** -52, out[2]!);
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

  it('sums of magnitudes have the bits of the reference, and are NaN where an interval is none', () => {
    const engines = [reference, fast];
    const sums = (lower: readonly number[], upper: readonly number[]): number[] =>
      engines.map((engine) => {
        const [low, high] = arraysOf(engine, lower, upper);
        return engine.sumOfMagnitudes(low!, high!);
      });
    const finite = all.lower.map((low, k) => [low, all.upper[k]!] as const).filter(([low, high]) => low <= high && high - low < Infinity);
    for (const length of [finite.length, finite.length - 1, 1, 0]) {
      const some = finite.slice(0, length);
      const [wanted, got] = sums(
        some.map(([low]) => low),
        some.map(([, high]) => high),
      );
      expect(wanted).not.toBeNaN();
      expect(got).toBe(wanted);
    }
    expect(finite.length).toBeGreaterThan(400);
    for (const bad of [
      [1, 0],
      [NaN, 1],
      [0, NaN],
      [-Infinity, 0],
      [0, Infinity],
    ] as const) {
      for (const at of [0, 1, 2]) {
        const [low, high] = [
          [0, 0, 0],
          [1, 1, 1],
        ];
        [low[at], high[at]] = bad;
        expect(sums(low, high)).toEqual([NaN, NaN]);
      }
    }
  });

  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('intercepts that hold what is unsure have the bits of the reference; constants: %s, sums: %s', (hasConstants, hasSums) => {
    const reversed = [...all.upper].reverse();
    const turned = [...all.lower.slice(7), ...all.lower.slice(0, 7)];
    same((engine, cut) => {
      const [lowerSlope, lowerIntercept, upperSlope, upperIntercept, bias] = arraysOf(
        engine,
        cut(all.lower),
        cut(turned),
        cut(all.upper),
        cut(reversed),
        cut([...turned].reverse()),
      );
      const [uncertainty, unsure, sums] = arraysOf(
        engine,
        cut(reversed.map(Math.abs)),
        cut(turned.map(Math.abs)),
        cut(all.lower.map(Math.abs)),
      );
      const out = fresh(engine, 2, lowerSlope!.length);
      engine.outwardLines(
        {
          lowerSlope: lowerSlope!,
          lowerIntercept: lowerIntercept!,
          upperSlope: upperSlope!,
          upperIntercept: upperIntercept!,
          uncertainty: uncertainty!,
        },
        hasConstants ? { bias: bias!, uncertainty: unsure! } : null,
        hasSums ? sums! : null,
        3e-13,
        { lower: out[0]!, upper: out[1]! },
      );
      return out;
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

  it('uncertainties of lines have the bits of the reference', () => {
    // Slopes that round nothing, constants of zero, and what is not finite.
    const numbers = all.lower.map((low, k) => [low, 0, 1, -0, -1, 0.3, NaN, Infinity, 1e-310, all.upper[k]!]);
    const pick = (cut: (list: readonly number[]) => number[], step: number) =>
      cut(numbers.map((list, k) => list[(k * step + (k >> 3)) % list.length]!));
    same((engine, cut) => {
      const [lower, upper] = arraysOf(engine, cut(all.lower), cut(all.upper));
      const [lowerSlope, lowerIntercept, upperSlope, upperIntercept] = arraysOf(
        engine,
        pick(cut, 1),
        pick(cut, 3),
        pick(cut, 7),
        pick(cut, 9),
      );
      const uncertainty = engine.allocate(lower!.length);
      const lines = {
        lowerSlope: lowerSlope!,
        lowerIntercept: lowerIntercept!,
        upperSlope: upperSlope!,
        upperIntercept: upperIntercept!,
        uncertainty,
      };
      engine.lineUncertainties(lower!, upper!, 3e-13, lines);
      return [uncertainty];
    });
  });

  describe('of rows in singles', () => {
    const anchors = all.lower.map((low, k) => [low + (all.upper[k]! - low) / 2, low, all.upper[k]!, 0, 2 ** -150][k % 5]!);
    const boxOf = (engine: Engine, cut: (list: readonly number[]) => number[]) => {
      const [lower, upper, anchor, to] = arraysOf(engine, cut(all.lower), cut(all.upper), cut(anchors), cut([...anchors].reverse()));
      return { lower: lower!, upper: upper!, anchor: anchor!, to: to! };
    };
    const singles = (engine: Engine, count: number, length: number) => Array.from({ length: count }, () => engine.allocateSingles(length));

    it('centre forms around anchors have the bits of the reference', () => {
      same((engine, cut) => {
        const box = boxOf(engine, cut);
        const out = fresh(engine, 3, box.lower.length);
        engine.anchorForm(box, out[0]!, out[1]!, out[2]!);
        return out;
      });
    });

    it('reaches have the bits of the reference, and hold their distances', () => {
      same((engine, cut) => {
        const box = boxOf(engine, cut);
        const reach = singles(engine, 1, box.lower.length)[0]!;
        engine.singleReach(box, 1, reach);
        box.lower.forEach((low, k) => {
          const [high, at] = [box.upper[k]!, box.anchor[k]!];
          if (!(low <= high && low > -1e300 && high < 1e300)) return;
          // The sides of an exact difference: rounding is monotonic.
          expect(reach[k]!).toBeGreaterThanOrEqual(Math.max(at - low, high - at));
        });
        const half = singles(engine, 1, box.lower.length)[0]!;
        engine.singleReach(box, 2 ** -24 * 1.0000001, half);
        return [reach, half];
      });
    });

    it('what moving rows to anchors loses has the bits of the reference, and holds both roundings', () => {
      same((engine, cut) => {
        const box = boxOf(engine, cut);
        const [uncertainty] = fresh(engine, 1, box.lower.length);
        engine.movingUncertainties(box, 3e-13, uncertainty!);
        box.lower.forEach((low, k) => {
          const [high, at] = [box.upper[k]!, box.anchor[k]!];
          if (!(low <= high && low > -1e300 && high < 1e300 && Math.abs(at) < 1e300 && Math.max(-low, high) > 1e-280)) return;
          const lost = 3e-13 * Math.abs(at) + 2 ** -24 * Math.max(at - low, high - at);
          expect(uncertainty![k]!).toBeGreaterThanOrEqual(lost);
        });
        return [uncertainty!];
      });
    });

    it('sums of constants have the bits of the reference', () => {
      const finite = (list: readonly number[]) => list.map((value) => (Math.abs(value) < 1e30 ? value : 3));
      same((engine, cut) => {
        const doubles = arraysOf(engine, finite(cut(all.lower)), finite(cut(all.upper)).map(Math.abs));
        const rounded = doubles.map((list) => {
          const array = engine.allocateSingles(list.length);
          array.set(list);
          return array;
        });
        return [doubles, rounded].map(([bias, uncertainty]) => Float64Array.of(engine.sumOfConstants(bias!, uncertainty!)));
      });
    });

    it('sums of reaches have the bits of the reference', () => {
      same((engine, cut) => [Float64Array.of(engine.sumOfReaches(boxOf(engine, cut)))]);
    });

    it('constants in lines have the bits of the reference', () => {
      const random = new Random(4);
      const drawn = Array.from({ length: 7 }, () =>
        all.lower.map(() => (2 * random.next() - 1) * random.pick(0, 1, 1e-30, 1e-7, 1e6, NaN, Infinity)),
      );
      same((engine, cut) => {
        const arrays = drawn.map((list) => {
          const array = engine.allocateSingles(cut(list).length);
          array.set(cut(list));
          return array;
        }) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
        const [lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty, bias, unsure] = arrays;
        engine.addConstants({ lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty }, { bias, uncertainty: unsure });
        return arrays;
      });
    });

    it.each([false, true])('constants of linear maps have the bits of the reference; error of the bias: %s', (hasError) => {
      const error = { forwardTerms: 75, weightUnits: 1, relative: 2e-6, underflow: 1e-44, biasGamma: 3e-13 };
      same((engine, cut) => {
        const { lower: centre, upper: bias, to } = boxOf(engine, cut);
        const [radius, magnitude, biasError] = arraysOf(
          engine,
          cut(all.upper).map(Math.abs),
          cut(anchors).map(Math.abs),
          cut([...all.lower].reverse()).map(Math.abs),
        );
        const [out, uncertainty] = singles(engine, 2, to.length);
        const image = { centre, radius: radius!, magnitude: magnitude! };
        engine.singleConstants(image, bias, hasError ? biasError! : null, to, error, { bias: out!, uncertainty: uncertainty! });
        return [out!, uncertainty!];
      });
    });

    it.each([false, true])('lines have the bits of the reference; error of the given lines: %s', (hasError) => {
      same((engine, cut) => {
        const { to, ...box } = boxOf(engine, cut);
        const slopes = box.lower.map((_, k) => [0, 1, -1, 0.3, 1e-40, 1 / 3, -0.7, SPECIAL[k % SPECIAL.length]!][k % 8]!);
        const [lowerSlope, upperSlope, lowerIntercept, upperIntercept, given] = arraysOf(
          engine,
          [...slopes],
          [...slopes].reverse(),
          cut(all.upper),
          cut([...all.lower].reverse()),
          cut(all.upper).map(Math.abs),
        );
        const lines = {
          lowerSlope: lowerSlope!,
          upperSlope: upperSlope!,
          lowerIntercept: lowerIntercept!,
          upperIntercept: upperIntercept!,
        };
        const [a, b, c, d, e] = singles(engine, 5, to.length);
        const out = { lowerSlope: a!, lowerIntercept: b!, upperSlope: c!, upperIntercept: d!, uncertainty: e! };
        engine.singleLines(lines, box, to, hasError ? given! : null, 3e-13, out);
        return Object.values(out);
      });
    });
  });

  it('refuses arrays that are too short, or not its own', () => {
    const engine = fast;
    const [three, two] = arraysOf(engine, [1, 2, 3], [1, 2]);
    expect(() => engine.reluRange(three!, three!, two!, three!)).toThrow(expect.objectContaining({ code: 'ENGINE_MISUSE' }));
    expect(() => engine.reluRange(new Float64Array(3), three!, three!, three!)).toThrow(expect.objectContaining({ code: 'ENGINE_MISUSE' }));
  });
});
