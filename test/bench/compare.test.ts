import { describe, expect, it } from 'vitest';
import { regressions } from '../../bench/support/compare.js';
import type { Part } from '../../bench/support/part.js';

const part = (loop: number, seconds: number | null, rate: number, ratio: number): Part => ({
  ...{ name: 'certify', title: 'Certify', notes: [], loop },
  columns: [
    { key: 'seconds', title: 's', better: 'less', scaled: true },
    { key: 'rate', title: 'GF/s', better: 'more', scaled: true },
    { key: 'ratio', title: 'ratio', better: 'more' },
    { key: 'note', title: 'not compared' },
  ],
  rows: [{ name: 'net', values: { seconds, rate, ratio, note: seconds } }],
});
const compared = (before: Part, now: Part): string[] => regressions([before], [now]).map(({ what, by }) => `${what} ${by.toFixed(2)}`);

describe('regressions', () => {
  it('are what is more than a tenth worse, in the direction that is worse', () => {
    expect(compared(part(20, 1, 10, 5), part(20, 1.2, 8, 4))).toEqual([
      'certify: net: s 0.20',
      'certify: net: GF/s 0.25',
      'certify: net: ratio 0.25',
    ]);
    expect(compared(part(20, 1, 10, 5), part(20, 1.09, 9.5, 9))).toEqual([]);
  });

  it('do not come from a slower machine, but hide in no faster one', () => {
    expect(compared(part(20, 1, 10, 5), part(10, 2, 5, 5))).toEqual([]);
    expect(compared(part(10, 1, 5, 5), part(20, 0.7, 7, 5))).toEqual(['certify: net: s 0.40', 'certify: net: GF/s 0.43']);
  });

  it('need a value on both sides', () => {
    expect(compared(part(20, null, 10, 5), part(20, 9, 10, 5))).toEqual([]);
    expect(regressions([], [part(20, 1, 10, 5)])).toEqual([]);
  });
});
