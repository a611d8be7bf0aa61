import { describe, expect, it } from 'vitest';
import { choosePaint, coloured, plain } from '../../src/report/paint.js';
import { createProgress, progressLine } from '../../src/report/progress.js';

describe('colour', () => {
  it.each([
    ['a terminal', true, {}, coloured],
    ['a pipe', false, {}, plain],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, plain],
    ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, coloured],
    ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, coloured],
    ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, plain],
    ['a pipe with both', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, plain],
    ['a dumb terminal', true, { TERM: 'dumb' }, plain],
  ])('on %s', (_, isTerminal, env, paint) => {
    expect(choosePaint(isTerminal, env)).toBe(paint);
  });
});

describe('progress', () => {
  it.each([
    [0, '[>                       ]   0/20  0.000 s'],
    [5, '[======>                 ]   5/20  12.0 s, about 36.0 s left'],
    [20, '[========================]  20/20  12.0 s'],
  ])('after %d of 20', (done, line) => {
    expect(progressLine(done, 20, done === 0 ? 0 : 12, 79)).toBe(line);
  });

  it('leaves out what does not fit', () => {
    expect(progressLine(5, 20, 12, 50)).toBe('[======>                 ]   5/20  12.0 s');
  });

  it('takes its line away, once', () => {
    const written: string[] = [];
    const progress = createProgress({ columns: 80, write: (text) => written.push(text) });
    progress.clear();
    progress.update(1, 2, 1);
    progress.clear();
    progress.clear();
    expect(written.map((text) => text.startsWith('\r\u001b[K'))).toEqual([true, true]);
  });

  it('is nothing without a terminal', () => {
    expect(() => {
      createProgress(null).update(1, 2, 3);
    }).not.toThrow();
  });
});
