import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readData } from '../../src/data/read.js';
import { codeOf, idx, tempFiles } from './files.js';

const file = tempFiles();
const square = { inputShape: [1, 1, 2, 2] };
const images = idx(0x08, [2, 2, 2], Uint8Array.of(0, 51, 102, 255, 1, 2, 3, 4));

describe('IDX', () => {
  it('reads bytes as value / 255', () => {
    const data = readData(file('images-idx3-ubyte', images), square);
    expect([data.count, data.itemShape, data.byteImages, [...data.item(0)]]).toEqual([2, [2, 2], true, [0, 51 / 255, 102 / 255, 1]]);
  });

  it('reads gzipped files under any name', () => {
    expect([...readData(file('images.bin', gzipSync(images)), square).item(1)]).toEqual([1 / 255, 2 / 255, 3 / 255, 4 / 255]);
  });

  it('multiplies bytes by a scale instead', () => {
    expect([...readData(file('scaled', images), { ...square, scale: 1 }).item(1)]).toEqual([1, 2, 3, 4]);
  });

  it('takes floats as they are', () => {
    const data = readData(file('floats', idx(0x0d, [1, 1, 1], Uint8Array.of(0x3f, 0, 0, 0))), { inputShape: [1, 1] });
    expect([[...data.item(0)], data.byteImages]).toEqual([[0.5], false]);
  });

  it.each([
    ['cut', images.subarray(0, -1), 'DATA_TRUNCATED'],
    ['cut in the header', images.subarray(0, 7), 'DATA_TRUNCATED'],
    ['too long', Buffer.concat([images, images]), 'DATA_CORRUPT'],
    ['cut while gzipped', gzipSync(images).subarray(0, -9), 'DATA_TRUNCATED'],
    ['damaged while gzipped', Buffer.concat([gzipSync(images).subarray(0, -8), Buffer.alloc(8)]), 'DATA_CORRUPT'],
    ['gzipped nothing', gzipSync(''), 'DATA_EMPTY'],
    ['of labels', idx(0x08, [7], new Uint8Array(7)), 'DATA_SHAPE'],
  ])('refuses a file that is %s', (name, content, code) => {
    expect(codeOf(() => readData(file(`bad ${name}`, content), square))).toBe(code);
  });
});
