import { describe, expect, it } from 'vitest';
import { readData } from '../../src/data/read.js';
import { codeOf, npy, tempFiles } from './files.js';

const file = tempFiles();
const vector = { inputShape: [1, 3] };

function items(path: string, inputShape: readonly number[]): number[][] {
  const data = readData(path, { inputShape });
  return Array.from({ length: data.count }, (_, index) => [...data.item(index)]);
}

/** Written by numpy 1.24, so that the writer of these tests does not only agree with itself. */
const HEAD = '934e554d5059010076007b276465736372273a20';
const BY_NUMPY = {
  '>f4 fortran': `${HEAD}273e6634272c2027666f727472616e5f6f72646572273a20547275652c20277368617065273a2028322c2033292c207d${'20'.repeat(59)}0a00000000404000003f800000408000004000000040a00000`,
  '<f2': `${HEAD}273c6632272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028322c2033292c207d${'20'.repeat(58)}0a00b800b4000000340038003a`,
};

describe('npy', () => {
  it.each([
    [
      '>f4 fortran',
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    [
      '<f2',
      [
        [-0.5, -0.25, 0],
        [0.25, 0.5, 0.75],
      ],
    ],
  ] as const)('reads what numpy wrote as %s', (name, expected) => {
    expect(items(file(`${name}.npy`, Buffer.from(BY_NUMPY[name], 'hex')), [1, 3])).toEqual(expected);
  });

  it.each([
    ['|u1', Uint8Array.of(0, 128, 255), [0, 128, 255]],
    ['|b1', Uint8Array.of(0, 1, 1), [0, 1, 1]],
    ['|i1', Int8Array.of(-128, 0, 127), [-128, 0, 127]],
    ['<u2', Uint16Array.of(0, 1, 65535), [0, 1, 65535]],
    ['<i2', Int16Array.of(-32768, 1, 2), [-32768, 1, 2]],
    ['<u4', Uint32Array.of(0, 1, 4294967295), [0, 1, 4294967295]],
    ['<i4', Int32Array.of(-2147483648, 1, 2), [-2147483648, 1, 2]],
    ['<u8', BigUint64Array.of(0n, 1n, 9007199254740991n), [0, 1, 9007199254740991]],
    ['<i8', BigInt64Array.of(-5n, 1n, 2n), [-5, 1, 2]],
    ['<f4', Float32Array.of(-0.5, 1, 1e-3), [-0.5, 1, Math.fround(1e-3)]],
    ['<f8', Float64Array.of(-0.1, 1, 1e300), [-0.1, 1, 1e300]],
    ['>i2', Uint8Array.of(0xff, 0xfe, 0, 1, 1, 0), [-2, 1, 256]],
    ['>f8', Uint8Array.of(0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), [1, -2, 0]],
    ['>f2', Uint8Array.of(0, 1, 0x3c, 0, 0x7b, 0xff), [2 ** -24, 1, 65504]],
  ])('decodes %s as it is', (descr, elements, expected) => {
    expect(items(file('dtype.npy', npy(descr, [1, 3], elements)), [1, 3])).toEqual([expected]);
  });

  it('puts a column-major batch into row-major items', () => {
    const columnMajor = Float64Array.of(0, 4, 2, 6, 1, 5, 3, 7);
    expect(items(file('f.npy', npy('<f8', [2, 2, 2], columnMajor, true)), [1, 2, 2])).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
  });

  it('puts a single column-major item into row-major order', () => {
    expect(items(file('f1.npy', npy('<f8', [2, 2], Float64Array.of(0, 2, 1, 3), true)), [1, 1, 2, 2])).toEqual([[0, 1, 2, 3]]);
  });

  it.each([
    [[4, 1, 2, 3], 4, [1, 2, 3]],
    [[1, 1, 2, 3], 1, [1, 2, 3]],
    [[1, 2, 3], 1, [2, 3]],
    [[2, 3], 1, [2, 3]],
    [[6], 1, [6]],
    [[5, 6], 5, [6]],
  ])('takes shape %j apart into %i items of shape %j', (shape, count, itemShape) => {
    const elements = new Float32Array(shape.reduce((a, b) => a * b));
    const data = readData(file('batch.npy', npy('<f4', shape, elements)), { inputShape: [1, 1, 2, 3] });
    expect([data.count, data.itemShape]).toEqual([count, itemShape]);
  });

  it('takes bytes as they are and multiplies by a scale that is given', () => {
    const path = file('bytes.npy', npy('|u1', [1, 3], Uint8Array.of(0, 51, 255)));
    const scaled = readData(path, { ...vector, scale: 1 / 255 });
    expect([[...readData(path, vector).item(0)], [...scaled.item(0)], scaled.byteImages]).toEqual([[0, 51, 255], [0, 51 / 255, 1], false]);
  });

  it('names the item and the element that is not finite, and still reads the others', () => {
    const data = readData(file('nan.npy', npy('<f4', [2, 1, 2, 2], Float32Array.of(1, 2, 3, 4, 5, 6, NaN, 8))), {
      inputShape: [1, 1, 2, 2],
    });
    expect([[...data.item(0)], codeOf(() => data.item(1))]).toEqual([[1, 2, 3, 4], 'DATA_NOT_FINITE']);
    expect(() => data.item(1)).toThrow(/item 1: element 2 \(at \[0, 1, 0\]\) is NaN/);
  });

  it('refuses values that a scale makes infinite', () => {
    const path = file('huge.npy', npy('<f8', [1, 3], Float64Array.of(1e308, 0, 0)));
    expect(codeOf(() => readData(path, { ...vector, scale: 10 }).item(0))).toBe('DATA_NOT_FINITE');
  });

  it.each([
    ['cut in the data', npy('<f4', [2, 3], new Float32Array(6)).subarray(0, -1), 'DATA_TRUNCATED'],
    ['cut in the header', npy('<f4', [2, 3], new Float32Array(6)).subarray(0, 30), 'DATA_TRUNCATED'],
    ['cut in the magic bytes', npy('<f4', [2, 3], new Float32Array(6)).subarray(0, 6), 'DATA_TRUNCATED'],
    ['too long', Buffer.concat([npy('<f4', [2, 3], new Float32Array(6)), Buffer.from([0])]), 'DATA_CORRUPT'],
    ['a record array', npy("[('a', '<f4')]", [2, 3], new Float32Array(6)), 'DATA_CORRUPT'],
    ['complex', npy('<c8', [1, 3], new Float32Array(6)), 'DATA_TYPE'],
    ['an object array', npy('|O', [3], new Float64Array(3)), 'DATA_TYPE'],
    ['without items', npy('<f4', [0, 3], new Float32Array(0)), 'DATA_EMPTY'],
    ['of another size', npy('<f4', [2, 4], new Float32Array(8)), 'DATA_SHAPE'],
    ['of labels', npy('<f4', [5], new Float32Array(5)), 'DATA_SHAPE'],
    ['claiming 2^50 elements', npy('<f4', [2 ** 48, 3], new Float32Array(3)), 'DATA_TRUNCATED'],
  ])('refuses a file that is %s', (name, content, code) => {
    expect(codeOf(() => readData(file(`bad ${name}.npy`, content), vector))).toBe(code);
  });

  it('refuses integers that a double does not hold', () => {
    const data = readData(file('long.npy', npy('<i8', [1, 3], BigInt64Array.of(1n, 2n ** 53n + 1n, 0n))), vector);
    expect(codeOf(() => data.item(0))).toBe('DATA_PRECISION');
  });

  it.each([-1, 2, 0.5, NaN])('has no item %d of 2', (index) => {
    const data = readData(file('two.npy', npy('<f4', [2, 3], new Float32Array(6))), vector);
    expect(codeOf(() => data.item(index))).toBe('DATA_INDEX');
  });

  it.each([0, NaN, Infinity])('refuses the scale %d', (scale) => {
    expect(codeOf(() => readData(file('s.npy', npy('<f4', [3], new Float32Array(3))), { ...vector, scale }))).toBe('SCALE_VALUE');
  });
});
