import type { Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';

export const reference = createReferenceEngine();
export const wasm = createWasmEngine();

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

const GUARD = 12345.678;
const MARGIN = 16;

/** Arrays of one engine, with guard values in front of and behind each. */
export class Guarded {
  readonly engine: Engine;
  readonly #areas: { area: Float64Array; length: number; spare: number }[] = [];

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** A copy of `values`; `spare` elements behind it may be overwritten. */
  put(values: ArrayLike<number>, spare = 0): Float64Array {
    const area = this.engine.allocate(values.length + 2 * MARGIN).fill(GUARD);
    area.set(values, MARGIN);
    this.#areas.push({ area, length: values.length, spare });
    return area.subarray(MARGIN, MARGIN + values.length);
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
}

/** Runs a scenario on the reference and on the WASM engine; it returns the arrays to compare. */
export function compare(scenario: (arrays: Guarded) => readonly Float64Array[]): Outcome {
  const fast = new Guarded(wasm);
  const expected = scenario(new Guarded(reference));
  const actual = scenario(fast);
  const differences = actual.map((array, i) => worstDifference(array, expected[i] as Float64Array));
  return { difference: Math.max(...differences), breaches: fast.breaches() };
}

/** The worst outcome of many seeded scenarios. */
export function worstOf(cases: number, make: (random: Random, index: number) => (arrays: Guarded) => readonly Float64Array[]): Outcome {
  let worst: Outcome = { difference: 0, breaches: 0 };
  for (let index = 0; index < cases; index++) {
    const { difference, breaches } = compare(make(new Random(1000 + index), index));
    worst = { difference: Math.max(worst.difference, difference), breaches: worst.breaches + breaches };
  }
  return worst;
}

/** Agreement up to rounding, nothing written outside. */
export function agrees({ difference, breaches }: Outcome): string {
  return difference < 1e-12 && breaches === 0 ? 'agrees' : `difference ${difference}, ${breaches} guard values overwritten`;
}
