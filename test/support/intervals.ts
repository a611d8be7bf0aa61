import * as fc from 'fast-check';
import type { ActivationKind } from '../../src/activations/activation.js';

/** Moves x by whole ulps. */
export function ulpsFrom(x: number, ulps: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  const ordered = (bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits) + BigInt(ulps);
  view.setBigInt64(0, ordered < 0n ? -ordered | (-1n << 63n) : ordered);
  return view.getFloat64(0);
}

/** Finite doubles, uniform in the exponent (plain `fc.double` finds little near 1). */
const anyMagnitude = fc
  .tuple(fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }), fc.integer({ min: -1080, max: 1000 }), fc.boolean())
  .map(
    ([mantissa, exponent, negative]) => (negative ? -1 : 1) * mantissa * 2 ** Math.max(exponent, -1022) * 2 ** Math.min(0, exponent + 1022),
  );

const grid = fc.integer({ min: -96, max: 96 }).map((k) => k / 8);
const moderate = fc.double({ min: -12, max: 12, noNaN: true });
const endpoint = fc.oneof({ weight: 3, arbitrary: grid }, { weight: 4, arbitrary: moderate }, { weight: 2, arbitrary: anyMagnitude });
const positive = endpoint.map((x) => Math.abs(x));

function ordered([a, b]: readonly [number, number]): readonly [number, number] {
  return a <= b ? [a, b] : [b, a];
}

/** Closed intervals [lower, upper] of finite doubles: a grid, moderate and all magnitudes, straddling 0, a few ulps wide, tiny, single points. */
export const intervals: fc.Arbitrary<readonly [number, number]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(endpoint, endpoint).map(ordered) },
  { weight: 4, arbitrary: fc.tuple(positive, positive).map(([a, b]) => [-a, b] as const) },
  { weight: 2, arbitrary: fc.tuple(endpoint, fc.integer({ min: 0, max: 4 })).map(([x, n]) => [x, ulpsFrom(x, n)] as const) },
  { weight: 2, arbitrary: fc.tuple(moderate, fc.integer({ min: -60, max: 2 })).map(([x, k]) => [x, x + 2 ** k] as const) },
  { weight: 1, arbitrary: endpoint.map((x) => [x, x] as const) },
);

/** Points of [lower, upper] at which a line is likely to touch or cross an activation. */
export function samplesOf(lower: number, upper: number): number[] {
  const points = new Set<number>([lower, upper]);
  const keep = (x: number) => {
    if (x >= lower && x <= upper) points.add(x === 0 ? 0 : x);
  };
  for (let k = 1; k < 24; k++) keep(lower * (1 - k / 24) + upper * (k / 24));
  for (let k = -60; k <= 8; k += 3)
    for (const x of [lower + 2 ** k, upper - 2 ** k, 2 ** k, -(2 ** k), lower * 2 ** k, upper * 2 ** k]) keep(x);
  for (const x of [0, 1, -1, 0.3, 0.5, 0.75, 6, 2.5, -2.5, 1.5, -1.5, 2, -2, 3, -3]) for (const n of [-1, 0, 1]) keep(ulpsFrom(x, n));
  for (const n of [1, 2]) for (const x of [ulpsFrom(lower, n), ulpsFrom(upper, -n)]) keep(x);
  return [...points].sort((a, b) => a - b);
}

/** [lower, upper] if the activation is defined there, else a 16th of it, else its image under |x|, else null. */
export function withinDomain(
  kind: Pick<ActivationKind, 'domain'>,
  parameters: Readonly<Record<string, number>>,
  lower: number,
  upper: number,
): readonly [number, number] | null {
  const images = [[lower, upper], [lower / 16, upper / 16], ordered([Math.abs(lower), Math.abs(upper)])] as const;
  return images.find(([a, b]) => kind.domain?.(a, b, parameters) ?? true) ?? null;
}
