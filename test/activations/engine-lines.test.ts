import { describe, expect, it } from 'vitest';
import type { Activation, IntervalArrays, LineArrays, LineEngine, Relaxation } from '../../src/activations/activation.js';
import { activations } from '../../src/activations/registry.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import type { Engine } from '../../src/engine/engine.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';

/** Common intervals: on both sides of 0 and around it, short and up to a length of 1, up to where values are flat. */
const common = Array.from({ length: 3001 }, (_, k) => {
  const middle = [0.4, 2, 9, 0.01][k % 4]! * Math.sin(k) ** 3;
  const radius = 0.5 * Math.abs(Math.cos(7 * k)) ** (1 + (k % 9));
  return [middle - radius, middle + radius] as const;
});
/** Those that engines leave, or that are at the edge of what they take. */
const rare: readonly (readonly [number, number])[] = [
  ...[0, -0, 5e-324, 1e-300, 1.37e-10, 2 ** -29, 3.3e-9, 2 ** -28, 1 / 64, 1 / 32, 0.55, 0.275, 1].flatMap((x) => [
    [x, x] as const,
    [-x, x] as const,
    [-x, 0.3] as const,
    [-0.3, x] as const,
    [x, x + 1 / 4] as const,
    [-x - 1 / 4, -x] as const,
    [Math.min(x, 0), Math.max(x, 0)] as const,
    [-x, 0] as const,
  ]),
  ...[-0.5, -0.5000000001, 0.25, 14.96875, 15.5, 15.96875, 15.97, -15.96875, -17, 30, -800, 1e300].map((x) => [x, x + 1] as const),
  ...[3, 20, 40, 1e5, 1e308].flatMap((x) => [[-x, x] as const, [-1, x] as const, [0.5, x] as const]),
];

function arraysOf(engine: Engine | null, ends: readonly (readonly [number, number])[]): IntervalArrays {
  const lower = engine?.allocate(ends.length) ?? new Float64Array(ends.length);
  const upper = engine?.allocate(ends.length) ?? new Float64Array(ends.length);
  ends.forEach(([low, high], k) => {
    lower[k] = low;
    upper[k] = high;
  });
  return { lower, upper };
}

interface Result {
  readonly ranges: IntervalArrays;
  readonly lines: LineArrays;
}

/** What a function has for intervals; `engine`: that of the arrays; `left`: how many the engine leaves. */
function relaxed(
  subject: Activation,
  ends: readonly (readonly [number, number])[],
  relaxation: Relaxation,
  engine: Engine | null,
  adaptive: LineArrays | null = null,
  left: number[] = [],
): Result {
  const array = () => (engine?.allocate(ends.length) ?? new Float64Array(ends.length)).fill(-7);
  const lines = { lowerSlope: array(), lowerIntercept: array(), upperSlope: array(), upperIntercept: array() };
  const ranges = { lower: array(), upper: array() };
  const counting: LineEngine | null = engine && { sShapedLines: (request) => left[left.push(engine.sShapedLines(request)) - 1]! };
  subject.relaxAll?.(arraysOf(engine, ends), relaxation, adaptive === null ? ranges : null, lines, adaptive, counting);
  return { ranges, lines };
}

/** Zeros of both signs differ, too. */
const bits = ({ ranges, lines }: Result) =>
  [ranges.lower, ranges.upper, lines.lowerSlope, lines.lowerIntercept, lines.upperSlope, lines.upperIntercept].map((array) =>
    Array.from(new BigUint64Array(Float64Array.from(array).buffer)),
  );

const subjects = activations
  .flatMap((kind) => kind.samples.map((parameters) => kind.create(parameters)))
  .filter(({ name }) => name === 'tanh' || name === 'sigmoid');

it('the functions that engines know are there', () => {
  expect(subjects.map(({ name }) => name)).toEqual(['sigmoid', 'tanh']);
});

describe.each(subjects)('$name', (subject) => {
  const engines = [createWasmEngine({ simd: 'plain' }), createWasmEngine(), createReferenceEngine()];
  const shuffled = [...common, ...rare].sort(([a, b], [c, d]) => Math.sin(1e3 * (a + b)) - Math.sin(1e3 * (c + d)));

  it.each(engines)('has the same lines and ranges by engine $name', (engine) => {
    for (const relaxation of ['adaptive', 'area'] as const) {
      const left: number[] = [];
      expect(bits(relaxed(subject, shuffled, relaxation, engine, null, left))).toEqual(bits(relaxed(subject, shuffled, relaxation, null)));
      expect(left).toHaveLength(1);
    }
  });

  it.each(engines)('has the same lines of area from known ones of adaptive, by engine $name', (engine) => {
    const known = relaxed(subject, shuffled, 'adaptive', engine).lines;
    expect(bits(relaxed(subject, shuffled, 'area', engine, known))).toEqual(bits(relaxed(subject, shuffled, 'area', null, known)));
    expect(relaxed(subject, shuffled, 'area', engine, known).lines.upperSlope).not.toEqual(known.upperSlope);
  });

  it('takes no lines over where they are not those of adaptive', () => {
    const [engine] = engines;
    const known = relaxed(subject, shuffled, 'adaptive', engine!).lines;
    // Without 0 inside they are not made again.
    const at = shuffled.findIndex(([low, high], k) => low > 0 && high < 9 && (shuffled[k ^ 1]?.[0] ?? 0) > 0);
    known.upperSlope[at] = 42;
    expect(relaxed(subject, shuffled, 'area', engine!, known).lines.upperSlope[at]).toBe(42);
  });

  it.each([0, 1, 2, 3, 4, 5])('has them for %i intervals', (count) => {
    for (let start = 0; start < 40; start++) {
      const some = shuffled.slice(start, start + count);
      expect(bits(relaxed(subject, some, 'adaptive', engines[0]!))).toEqual(bits(relaxed(subject, some, 'adaptive', null)));
    }
  });

  it('is left by the engine where intervals are rare alone', () => {
    relaxed(subject, common, 'adaptive', null);
    const left: number[] = [];
    relaxed(subject, common, 'adaptive', engines[0]!, null, left);
    relaxed(subject, rare, 'adaptive', engines[0]!, null, left);
    expect(left[0]).toBeLessThan(5);
    expect(left[1]).toBeGreaterThan(20);
    expect(left[1]).toBeLessThan(rare.length);
    // A last one without a partner counts once, and so does the one before it.
    const taken = [0.5, 0.75] as const;
    const points = [taken, [0, 0], [0, 0]] as const;
    for (const some of [[taken, [0, 0], taken] as const, [taken, taken, [0, 0]] as const, points])
      relaxed(subject, some, 'adaptive', engines[0]!, null, left);
    expect(left.slice(2)).toEqual([1, 1, 2]);
  });
});
