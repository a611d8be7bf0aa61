import type { Coefficients, Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { wasmEngines } from '../support/wasm-engines.js';

export const reference = createReferenceEngine();
export const wasm = wasmEngines.plain();
export const relaxed = wasmEngines.relaxed();

/** A seeded source of random numbers (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer of [low, high]. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(...choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)] as T;
  }

  /** Values of [-1, 1), every eighth one zero. */
  values(length: number): Float64Array {
    return Float64Array.from({ length }, () => (this.integer(0, 7) === 0 ? 0 : 2 * this.next() - 1));
  }
}

/** A single, so that it is the same in both precisions. */
const GUARD = 12345.625;
const MARGIN = 16;

/** Precisions of blocks. */
export const PRECISIONS = ['f64', 'f32'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Arrays of one engine, with guard values in front of and behind each. */
export class Guarded {
  readonly #areas: { area: Coefficients; length: number; spare: number }[] = [];

  constructor(
    readonly engine: Engine,
    readonly precision: Precision,
  ) {}

  /** A copy of `values` in the precision of the blocks; `spare` elements behind it may be overwritten. */
  put(values: ArrayLike<number>, spare = 0): Coefficients {
    const length = values.length + 2 * MARGIN;
    return this.#fill(this.precision === 'f32' ? this.engine.allocateSingles(length) : this.engine.allocate(length), values, spare);
  }

  /** The same in doubles, whatever the blocks are. */
  doubles(values: ArrayLike<number>): Float64Array {
    return this.#fill(this.engine.allocate(values.length + 2 * MARGIN), values, 0);
  }

  integers(values: ArrayLike<number>): Int32Array {
    const array = this.engine.allocateIndices(values.length);
    array.set(values);
    return array;
  }

  /** Number of guard values that were overwritten. */
  breaches(): number {
    let count = 0;
    for (const { area, length, spare } of this.#areas) {
      const outside = [...area.subarray(0, MARGIN), ...area.subarray(MARGIN + length + spare)];
      count += outside.filter((value) => value !== GUARD).length;
    }
    return count;
  }

  #fill<T extends Coefficients>(area: T, values: ArrayLike<number>, spare: number): T {
    area.fill(GUARD);
    area.set(values, MARGIN);
    this.#areas.push({ area, length: values.length, spare });
    return area.subarray(MARGIN, MARGIN + values.length) as T;
  }
}

/** Largest difference relative to 1 + |expected|; Infinity where only one of both is NaN or the lengths differ. */
export function worstDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    const [a, e] = [actual[i] as number, expected[i] as number];
    if (Object.is(a, e)) continue;
    const difference = Math.abs(a - e) / (1 + Math.abs(e));
    worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
  }
  return worst;
}

/** What one run of a scenario is judged by. */
export interface Outcome {
  readonly difference: number;
  readonly breaches: number;
  readonly precision: Precision;
}

type Scenario = (arrays: Guarded) => readonly Coefficients[];

/** Runs a scenario on the reference and on the WASM engine with either build of its kernels; it returns the arrays to compare. */
export function compare(scenario: Scenario, precision: Precision = 'f64'): Outcome {
  const expected = scenario(new Guarded(reference, precision));
  const outcomes = [wasm, relaxed].map((engine) => {
    const fast = new Guarded(engine, precision);
    const actual = scenario(fast);
    const differences = actual.map((array, i) => worstDifference(array, expected[i] as Coefficients));
    return { difference: Math.max(...differences), breaches: fast.breaches() };
  });
  const [difference, breaches] = [outcomes.map((found) => found.difference), outcomes.map((found) => found.breaches)];
  return { difference: Math.max(...difference), breaches: Math.max(...breaches), precision };
}

/** The worst outcome of many seeded scenarios. */
export function worstOf(cases: number, make: (random: Random, index: number) => Scenario, precision: Precision = 'f64'): Outcome {
  let worst: Outcome = { difference: 0, breaches: 0, precision };
  for (let index = 0; index < cases; index++) {
    const { difference, breaches } = compare(make(new Random(1000 + index), index), precision);
    worst = { difference: Math.max(worst.difference, difference), breaches: worst.breaches + breaches, precision };
  }
  return worst;
}

/** Agreement up to rounding, nothing written outside. */
export function agrees({ difference, breaches, precision }: Outcome): string {
  const tolerance = precision === 'f64' ? 1e-12 : 1e-5;
  return difference < tolerance && breaches === 0 ? 'agrees' : `difference ${difference}, ${breaches} guard values overwritten`;
}
