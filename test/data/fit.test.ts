import { describe, expect, it } from 'vitest';
import type { Layout } from '../../src/data/dataset.js';
import { fitter } from '../../src/data/fit.js';
import { codeOf } from './files.js';

/** Elements 0, 1, 2, ... of an item, in the order in which the model gets them. */
function fitted(itemShape: readonly number[], inputShape: readonly number[], layout: Layout = 'auto'): unknown {
  const item = Float64Array.from({ length: itemShape.reduce((a, b) => a * b, 1) }, (_, k) => k);
  return codeOf(() => fitter(itemShape, inputShape, layout)(item).join(' '));
}

const AS_IS = '0 1 2 3 4 5 6 7 8 9 10 11';
/** [2][2][3] to [3][2][2]. */
const TO_PLANES = '0 3 6 9 1 4 7 10 2 5 8 11';
/** [3][2][2] to [2][2][3]. */
const TO_INTERLEAVED = '0 4 8 1 5 9 2 6 10 3 7 11';

describe('fitter', () => {
  it.each<[readonly number[], readonly number[], Layout]>([
    [[3, 2, 2], [1, 3, 2, 2], 'auto'],
    [[3, 2, 2], [1, 3, 2, 2], 'nchw'],
    [[2, 2, 3], [1, 2, 2, 3], 'auto'],
    [[2, 2, 3], [1, 2, 2, 3], 'nhwc'],
    [[3, 4], [1, 1, 3, 4], 'auto'],
    [[3, 4], [1, 1, 3, 4], 'nhwc'],
    [[3, 4], [1, 3, 4, 1], 'auto'],
    [[3, 4, 1], [1, 1, 3, 4], 'auto'],
    [[3, 4, 1], [1, 1, 3, 4], 'nhwc'],
    [[1, 3, 4], [1, 3, 4, 1], 'nchw'],
    [[3, 4], [1, 3, 4], 'auto'],
    [[12], [1, 12], 'auto'],
    [[12], [12], 'auto'],
    [[12], [1, 1, 3, 4], 'auto'],
    [[12], [1, 1, 3, 4], 'nhwc'],
    [[12], [1, 3, 4], 'auto'],
    [[12], [1, 2, 1, 6], 'nchw'],
    [[12], [1, 6, 1, 2], 'nhwc'],
    [[12], [1, 12, 1, 1], 'auto'],
    [[2, 2, 3], [1, 12], 'auto'],
    [[3, 4], [1, 12], 'auto'],
    [[2, 1, 2, 3], [1, 2, 2, 3, 1], 'auto'],
  ])('leaves the order of %j for %j under %s', (itemShape, inputShape, layout) => {
    expect(fitted(itemShape, inputShape, layout)).toBe(AS_IS);
  });

  it.each<[readonly number[], readonly number[], Layout, string]>([
    [[2, 2, 3], [1, 3, 2, 2], 'auto', TO_PLANES],
    [[2, 2, 3], [1, 3, 2, 2], 'nhwc', TO_PLANES],
    [[12], [1, 2, 1, 6], 'nhwc', '0 2 4 6 8 10 1 3 5 7 9 11'],
    [[3, 2, 2], [1, 2, 2, 3], 'auto', TO_INTERLEAVED],
    [[3, 2, 2], [1, 2, 2, 3], 'nchw', TO_INTERLEAVED],
    [[12], [1, 6, 1, 2], 'nchw', '0 6 1 7 2 8 3 9 4 10 5 11'],
    [[6, 2], [1, 2, 6], 'auto', '0 2 4 6 8 10 1 3 5 7 9 11'],
    [[6, 2], [1, 2, 6], 'nhwc', '0 2 4 6 8 10 1 3 5 7 9 11'],
  ])('moves the channels of %j for %j under %s', (itemShape, inputShape, layout, expected) => {
    expect(fitted(itemShape, inputShape, layout)).toBe(expected);
  });

  it.each<[readonly number[], readonly number[], Layout]>([
    [[12], [1, 2, 1, 6], 'auto'],
    [[12], [1, 6, 1, 2], 'auto'],
    [[12], [1, 3, 2, 2], 'nchw'],
    [[512], [1, 8, 8, 8], 'nchw'],
    [[27], [1, 3, 3, 3], 'nhwc'],
    [[3, 3, 3], [1, 3, 3, 3], 'nhwc'],
    [[1, 3, 3], [1, 3, 1, 3], 'auto'],
    [[3, 3], [1, 3, 3], 'nhwc'],
    [[12], [1, 3, 4], 'nhwc'],
  ])('asks rather than guesses for %j and %j under %s', (itemShape, inputShape, layout) => {
    expect(fitted(itemShape, inputShape, layout)).toBe('LAYOUT_AMBIGUOUS');
  });

  it('takes an equal shape as the same order, even a cube', () => {
    expect([fitted([2, 2, 2], [1, 2, 2, 2]), fitted([2, 2, 2], [1, 2, 2, 2], 'nchw')]).toEqual(Array(2).fill('0 1 2 3 4 5 6 7'));
  });

  it.each<[readonly number[], readonly number[], Layout]>([
    [[13], [1, 12], 'auto'],
    [[4, 3], [1, 1, 3, 4], 'auto'],
    [[2, 6], [1, 1, 3, 4], 'auto'],
    [[4, 3, 1], [1, 1, 3, 4], 'auto'],
    [[2, 2, 3], [1, 3, 2, 2], 'nchw'],
    [[3, 2, 2], [1, 2, 2, 3], 'nhwc'],
  ])('refuses %j for %j under %s', (itemShape, inputShape, layout) => {
    expect(fitted(itemShape, inputShape, layout)).toBe('DATA_SHAPE');
  });

  it('says what was found and what was wanted', () => {
    expect(() => fitter([4, 3], [1, 1, 3, 4], 'auto')).toThrow(/shape \[4, 3\].*takes \[1, 1, 3, 4\]/);
  });
});
