import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, percent, roundedDown, roundedUp, shortDuration } from '../../src/report/numbers.js';

const magnitudes = fc.tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -300, max: 300 }), fc.constantFrom(1, -1));
const values = magnitudes.map(([mantissa, exponent, sign]) => sign * mantissa * 10 ** exponent).filter(Number.isFinite);

describe('a printed number', () => {
  it('that is proved is never above the true one, and close to it', () => {
    fc.assert(
      fc.property(values, (x) => {
        const printed = Number(roundedDown(x));
        return printed <= x && x - printed <= 1.001e-3 * Math.abs(x);
      }),
    );
  });

  it('that bounds from above is never below the true one, and close to it', () => {
    fc.assert(
      fc.property(values, (x) => {
        const printed = Number(roundedUp(x));
        return printed >= x && printed - x <= 1.001e-3 * Math.abs(x);
      }),
    );
  });

  it.each([
    [0, '0'],
    [0.3, '0.3'],
    [0.1 + 0.2, '0.3'],
    [0.29999999999999993, '0.2999'],
    [0.07777777, '0.07777'],
    [-0.00001234567, '-0.00001235'],
    [12345.678, '12340'],
    [1, '1'],
  ])('%d is %s, rounded down', (x, text) => {
    expect(roundedDown(x)).toBe(text);
  });

  it('of a whole power of ten steps down to the digits below it', () => {
    expect(roundedDown(0.09999999)).toBe('0.09999');
  });
});

describe('a percentage', () => {
  it.each([
    [999, 1000, '99.9 %'],
    [9999, 10000, '99.9 %'],
    [20, 20, '100.0 %'],
    [0, 20, '0.0 %'],
    [0, 0, '-'],
  ])('%d of %d is %s: 100.0 %% means all', (count, total, text) => {
    expect(percent(count, total)).toBe(text);
  });
});

describe('a duration', () => {
  it.each([
    [0.0421, '0.042 s'],
    [0.9996, '1.0 s'],
    [12.34, '12.3 s'],
    [59.96, '1 min 00 s'],
    [185, '3 min 05 s'],
    [7505, '2 h 05 min'],
  ])('%d is %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('a duration in a column', () => {
  it.each([
    [0.0421, '0.042 s'],
    [65, '65.0 s'],
    [999.94, '999.9 s'],
    [1080, '18 min'],
    [36000, '10.0 h'],
  ])('%d is %s, seven characters at most', (seconds, text) => {
    expect([shortDuration(seconds), text.length <= 7]).toEqual([text, true]);
  });
});
