import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkLabels, readLabels } from '../../src/data/labels.js';
import { codeOf, idx, npy, png, tempFiles } from './files.js';

const file = tempFiles();

describe('labels', () => {
  it.each([
    ['.npy of int64', npy('<i8', [3], BigInt64Array.of(7n, 0n, 2n))],
    ['.npy of shape [3, 1]', npy('|u1', [3, 1], Uint8Array.of(7, 0, 2))],
    ['.npy of whole floats', npy('<f4', [3], Float32Array.of(7, 0, 2))],
    ['IDX', idx(0x08, [3], Uint8Array.of(7, 0, 2))],
    ['gzipped IDX', gzipSync(idx(0x08, [3], Uint8Array.of(7, 0, 2)))],
    ['lines', '7\n0\n2\n'],
    ['lines with a header', 'label\n7\n0\n2'],
    ['a comma list', '7, 0, 2\n'],
    ['a gzipped list', gzipSync('7,0,2')],
  ])('come from %s', (_, content) => {
    expect([...readLabels(file('labels.txt', content), 3, null)]).toEqual([7, 0, 2]);
  });

  it('come from the argument itself', () => {
    expect([...readLabels('7, 0,2', 3, null)]).toEqual([7, 0, 2]);
  });

  it.each([
    ['too few', '1\n2\n', 'LABEL_COUNT'],
    ['too many', '1,2,3,4', 'LABEL_COUNT'],
    ['negative', '1\n-2\n3\n', 'LABEL_VALUE'],
    ['fractional', '1\n2.5\n3\n', 'LABEL_VALUE'],
    ['words', '1\ncat\n3\n', 'LABEL_VALUE'],
    ['not finite', npy('<f4', [3], Float32Array.of(1, NaN, 2)), 'LABEL_VALUE'],
    ['too large', '1\n4294967296\n3\n', 'LABEL_VALUE'],
    ['two a line', '1,2\n3,4\n5,6\n', 'LABEL_FORMAT'],
    ['of uneven lines', '1,2\n3\n', 'LABEL_FORMAT'],
    ['one-hot', npy('<f4', [3, 2], new Float32Array(6)), 'LABEL_FORMAT'],
    ['an image', png(1, 1, [1], { grey: true }), 'LABEL_FORMAT'],
    ['nothing', '', 'DATA_EMPTY'],
    ['cut short', npy('<i8', [3], BigInt64Array.of(7n, 0n, 2n)).subarray(0, -1), 'DATA_TRUNCATED'],
  ])('are refused if %s', (_, content, code) => {
    expect(codeOf(() => readLabels(file('bad.txt', content), 3, null))).toBe(code);
  });

  it('are refused if the file does not exist', () => {
    expect(codeOf(() => readLabels('no-such-file.txt', 3, null))).toBe('DATA_NOT_FOUND');
  });

  it('must be classes of the model', () => {
    expect([codeOf(() => checkLabels(Int32Array.of(9, 0), 10)), codeOf(() => checkLabels(Int32Array.of(0, 10), 10))]).toEqual([
      undefined,
      'LABEL_RANGE',
    ]);
  });

  it('are named with their image when they are out of range', () => {
    expect(() => checkLabels(Int32Array.of(0, 10), 10, ['a.png', 'b.png'])).toThrow(
      'item 1 (b.png) has label 10, but the model has 10 classes',
    );
  });
});
