import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/run/hash.js';

/** All different, though many of them look alike as text or as bytes. */
const DIFFERENT: readonly unknown[] = [
  ...[null, true, false, 0, -0, 1, '1', 1n, '', [], {}, [[]], ['a', 'b'], ['ab'], [['a'], 'b'], { a: 'b' }, { a: ['b'] }, { ab: '' }],
  ...[Float64Array.of(0), Float64Array.of(-0), Float64Array.of(1), Float64Array.of(), Float32Array.of(0, 0), new Uint8Array(8), [0]],
  ...[{ a: null }, { b: null }, { a: 1, b: 2 }, { a: 2, b: 1 }, { a: { b: 1 } }, 5e-324, 0.1, 0.1 + 0.2, 0.3, NaN, Infinity],
];

describe('the hash of plain data', () => {
  it('differs where the data differ', () => {
    expect(new Set(DIFFERENT.map(hashOf)).size).toBe(DIFFERENT.length);
  });

  it('does not depend on the order of keys, on absent properties, or on where bytes lie', () => {
    expect(hashOf({ a: 1, b: [2] })).toBe(hashOf({ b: [2], a: 1, c: undefined }));
    expect(hashOf(Buffer.from([1, 2]))).toBe(hashOf(Uint8Array.of(0, 1, 2).subarray(1)));
  });

  it('is refused for what is no plain data', () => {
    expect(() => hashOf({ act: () => 1 })).toThrow(TypeError);
  });
});
