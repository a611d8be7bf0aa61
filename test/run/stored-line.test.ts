import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLine, storedLine } from '../../src/run/stored-line.js';

describe('a stored line', () => {
  it('gives everything back, bit for bit', () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
    const body = fc.record({ a: doubles, b: fc.array(doubles), text: fc.string(), c: fc.constantFrom(null, true, -0, 5e-324) });
    fc.assert(
      fc.property(body, fc.float64Array(), (plain, point) => {
        const line = storedLine({ ...plain, point });
        expect(line).not.toContain('\n');
        expect(readLine(line)).toEqual({ ...plain, point });
      }),
      { numRuns: 200 },
    );
  });

  it('is refused when any character is changed, left out or added', () => {
    const line = storedLine({ certifiedRadius: 0.1250001, label: 3 });
    const wrong = Array.from(line).flatMap((character, k) => {
      const other = character === '1' ? '2' : '1';
      return [line.slice(0, k) + other + line.slice(k + 1), line.slice(0, k), line.slice(0, k) + line.slice(k + 1)];
    });
    expect(wrong.filter((text) => readLine(text) !== null)).toEqual([]);
    expect(readLine(`${line} `)).toBeNull();
  });

  it('does not take arrays that it could not give back', () => {
    expect(() => storedLine({ point: new Float32Array(1) })).toThrow(TypeError);
  });
});
