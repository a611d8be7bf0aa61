import { log } from '../../activations/elementary/log.js';

const MASK = (1n << 64n) - 1n;

/**
 * Independent draws of N(0, 1), the same on every machine: Marsaglia's polar method (both numbers of a pair are used, the one of the first uniform number first) on uniform numbers
 * 2 b / 2^53 - 1, b the upper 53 bits of SplitMix64 (Steele, Lea, Flood 2014) whose state starts as the seed.
 */
export function normalDraws(seed: number): () => number {
  return normalFrom(bits53(seed));
}

/** Independent uniform draws of [0, 1) by their upper 53 bits, and normal ones from the same stream. */
export function draws(seed: number): { readonly uniform: () => number; readonly normal: () => number } {
  const bits = bits53(seed);
  return { uniform: () => bits() * 2 ** -53, normal: normalFrom(bits) };
}

function normalFrom(bits: () => number): () => number {
  const uniform = () => bits() * 2 ** -52 - 1;
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const draw = spare;
      spare = null;
      return draw;
    }
    for (;;) {
      const [u, v] = [uniform(), uniform()];
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * log(square)) / square);
      spare = v * factor;
      return u * factor;
    }
  };
}

function bits53(seed: number): () => number {
  const next = splitMix(BigInt(seed));
  return () => Number(next() >> 11n);
}

function splitMix(seed: bigint): () => bigint {
  let state = seed & MASK;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return z ^ (z >> 31n);
  };
}
