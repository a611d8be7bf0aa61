import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readData } from '../../src/data/read.js';
import { codeOf, npy, tempFiles } from './files.js';

const file = tempFiles();
const options = { inputShape: [1, 2] };
const inputs = npy('<f4', [2, 2], Float32Array.of(1, 2, 3, 4));
const others = npy('<f4', [2, 2], Float32Array.of(5, 6, 7, 8));
const labels = npy('<i8', [2], BigInt64Array.of(3n, 1n));

function npz(name: string, arrays: Record<string, Uint8Array>): string {
  return file(name, zipSync(Object.fromEntries(Object.entries(arrays).map(([key, array]) => [`${key}.npy`, array]))));
}

describe('npz', () => {
  it.each([
    ['x', 'y'],
    ['X', 'y'],
    ['images', 'labels'],
    ['data', 'labels'],
    ['x_test', 'y_test'],
  ])('finds inputs in %s and labels in %s', (x, y) => {
    const data = readData(npz('pair.npz', { other: others, [x]: inputs, [y]: labels }), options);
    expect([data.kind, data.count, [...data.item(1)], [...(data.labels ?? [])]]).toEqual(['npz', 2, [3, 4], [3, 1]]);
  });

  it('takes the only array, whatever its name', () => {
    const data = readData(npz('only.npz', { arr_0: inputs }), options);
    expect([[...data.item(0)], data.labels]).toEqual([[1, 2], null]);
  });

  it('takes the array that the key names', () => {
    expect([...readData(npz('key.npz', { x: inputs, z: others }), { ...options, key: 'z' }).item(0)]).toEqual([5, 6]);
  });

  it('prefers the labels that are given, and does not look at its own then', () => {
    const bad = npy('<f4', [2], Float32Array.of(-1, 0.5));
    expect([...(readData(npz('own.npz', { x: inputs, y: bad }), { ...options, labels: '8,9' }).labels ?? [])]).toEqual([8, 9]);
  });

  it('lists what it holds if it cannot choose', () => {
    const path = npz('many.npz', { a: inputs, b: others });
    expect(() => readData(path, options)).toThrow(/it holds a, b/);
  });

  it.each([
    ['has no array to choose', { a: inputs, b: others }, {}, 'DATA_KEY'],
    ['lacks the key', { x: inputs }, { key: 'X' }, 'DATA_KEY'],
    ['has too few labels', { x: inputs, y: npy('<i8', [1], BigInt64Array.of(1n)) }, {}, 'LABEL_COUNT'],
    ['has negative labels', { x: inputs, y: npy('<i8', [2], BigInt64Array.of(1n, -1n)) }, {}, 'LABEL_VALUE'],
    ['holds a cut array', { x: inputs.subarray(0, -2) }, {}, 'DATA_TRUNCATED'],
  ])('refuses a file that %s', (_, arrays, extra, code) => {
    expect(codeOf(() => readData(npz('bad.npz', arrays), { ...options, ...extra }))).toBe(code);
  });

  it('refuses a cut zip', () => {
    const zip = zipSync({ 'x.npy': inputs });
    expect(codeOf(() => readData(file('cut.npz', zip.subarray(0, -30)), options))).toBe('DATA_CORRUPT');
  });
});
