import { describe, expect, it } from 'vitest';
import { readData } from '../../src/data/read.js';
import { DataError } from '../../src/errors.js';
import { codeOf, npy, png, tempFiles } from './files.js';

const file = tempFiles();
const options = { inputShape: [1, 2] };

function thrown(path: string): unknown {
  try {
    return readData(path, options);
  } catch (error) {
    return error;
  }
}

describe('readData', () => {
  it.each([
    ['a missing file', 'no-such-file.npy', 'DATA_NOT_FOUND'],
    ['a file below a file', `${file('plain.npy', 'x')}/inside.npy`, 'DATA_NOT_FOUND'],
    ['an empty file', file('empty.npy', ''), 'DATA_EMPTY'],
    ['text that calls itself npy', file('html.npy', '<html>404</html>'), 'DATA_FORMAT'],
    ['an unknown extension', file('data.parquet', 'PAR1....'), 'DATA_FORMAT'],
    ['a file without extension', file('data', '1,2,3\n'), 'DATA_FORMAT'],
    ['binary data that calls itself csv', file('binary.csv', Uint8Array.of(9, 0, 1, 2)), 'DATA_FORMAT'],
  ])('refuses %s', (_, path, code) => {
    expect(codeOf(() => readData(path, options))).toBe(code);
  });

  it('tells what to do about every error', () => {
    const error = thrown(file('data.h5', 'x'));
    expect(error instanceof DataError && error.hint).toMatch(/\.npy, \.npz, IDX/);
  });

  it('goes by the content, not by the name', () => {
    const array = readData(file('array.csv', npy('<f4', [1, 2], Float32Array.of(1, 2))), options);
    const image = readData(file('image.npy', png(1, 2, [1, 2], { grey: true })), options);
    expect([array.kind, image.kind]).toEqual(['npy', 'image']);
  });

  it('reads the labels beside the data', () => {
    const path = file('two.npy', npy('<f4', [2, 2], new Float32Array(4)));
    expect([...(readData(path, { ...options, labels: file('labels.txt', '4\n2\n') }).labels ?? [])]).toEqual([4, 2]);
  });

  it('refuses labels of another count', () => {
    const path = file('three.npy', npy('<f4', [3, 2], new Float32Array(6)));
    expect(codeOf(() => readData(path, { ...options, labels: '1,2' }))).toBe('LABEL_COUNT');
  });
});
