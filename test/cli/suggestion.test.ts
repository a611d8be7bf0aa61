import { describe, expect, it } from 'vitest';
import { beginsAlike } from '../../src/cli/suggestion.js';

describe('the option that begins alike', () => {
  it.each([
    ['--data-file', ['--data', '--data-f', '--date'], '--data-f'],
    ['--pre', ['--precision', '--prefix', '-p'], '--prefix'],
    ['--epsilon', ['--eps', '--epsilon-of-the-ball'], '--eps'],
    ['--epsilon', ['--ep'], null],
    ['--ep', ['--eps'], null],
    ['--dta', ['--data'], null],
    ['', ['--data'], null],
  ])('of %s among %j: %s', (typed, known, expected) => {
    expect(beginsAlike(typed, known)).toBe(expected);
  });
});
