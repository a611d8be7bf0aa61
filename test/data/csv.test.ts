import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ReadOptions } from '../../src/data/dataset.js';
import { readData } from '../../src/data/read.js';
import { codeOf, tempFiles } from './files.js';

const file = tempFiles();
const options = { inputShape: [1, 2] };

function contents(text: string | Uint8Array, extra: Partial<ReadOptions> = {}, name = 'data.csv'): [number[][], number[] | null] {
  const data = readData(file(name, text), { ...options, ...extra });
  return [Array.from({ length: data.count }, (_, index) => [...data.item(index)]), data.labels && [...data.labels]];
}

const EXPECTED = [
  [
    [0.5, 1],
    [-2, 3e-1],
  ],
  [7, 0],
];

describe('CSV', () => {
  it.each([
    ['labels first', '7,0.5,1\n0,-2,3e-1\n', {}],
    ['labels last', '0.5,1,7\n-2,3e-1,0\n', { labelColumn: 'last' }],
    ['CRLF and no end of the last line', '7,0.5,1\r\n0,-2,3e-1', {}],
    ['a byte order mark', '\uFEFF7,0.5,1\n0,-2,3e-1\n', {}],
    ['blanks, comments and empty lines', '# saved by hand\n\n 7 , 0.5 ,1 \n  \n0,-2,3e-1\n\n', {}],
    ['a header', 'label,p0,p1\n7,0.5,1\n0,-2,3e-1\n', {}],
    ['a header with numbered columns', 'label,0,1\n7,0.5,1\n0,-2,3e-1\n', {}],
    ['a header that is announced', '7,8,9\n7,0.5,1\n0,-2,3e-1\n', { header: true }],
    ['semicolons', '7;0.5;1\n0;-2;3e-1\n', {}],
    ['tabs', '7\t0.5\t1\n0\t-2\t3e-1\n', {}],
    ['quotes', '"7","0.5","1"\n"0","-2","3e-1"\n', {}],
    ['labels written as floats', '7.0,0.5,1\n0.0,-2,3e-1\n', {}],
  ] as const)('reads %s', (_, text, extra) => {
    expect(contents(text, extra)).toEqual(EXPECTED);
  });

  it('has no labels if there are as many columns as inputs', () => {
    expect(contents('a,b\n1,2\n3,4\n')).toEqual([[[1, 2], [3, 4]], null]); // prettier-ignore
  });

  it('reads .csv.gz and multiplies by the scale', () => {
    expect(contents(gzipSync('7,10,20\n'), { scale: 0.5 }, 'data.csv.gz')).toEqual([[[5, 10]], [7]]);
  });

  it('prefers labels that are given', () => {
    expect(contents('cat,1,2\n', { labels: '4', header: false })).toEqual([[[1, 2]], [4]]);
  });

  it('takes values as they are: no bytes here', () => {
    expect(readData(file('255.csv', '1,255,0\n'), options).byteImages).toBe(false);
  });

  it.each([
    ['nothing', '', 'DATA_EMPTY'],
    ['blank lines only', '\n\n', 'DATA_EMPTY'],
    ['a header only', 'label,a,b\n', 'DATA_EMPTY'],
    ['too many columns', '1,2,3,4\n', 'DATA_COLUMNS'],
    ['too few columns', '1\n', 'DATA_COLUMNS'],
    ['a fractional label', '0.5,1,2\n', 'LABEL_VALUE'],
    ['a negative label', '-1,1,2\n', 'LABEL_VALUE'],
    ['a word for a label', '1,1,2\ncat,1,2\n', 'LABEL_VALUE'],
    ['an empty label', '1,1,2\n,1,2\n', 'LABEL_VALUE'],
  ])('refuses %s', (_, text, code) => {
    expect(codeOf(() => contents(text))).toBe(code);
  });

  it.each([
    ['a short line', '1,1,2\n2,3\n', 'DATA_COLUMNS', /:2: 2 columns/],
    ['a word', '1,1,2\n2,3,abc\n', 'DATA_CELL', /:2: value 2 is 'abc'/],
    ['an empty cell', '1,1,2\n2,,3\n', 'DATA_CELL', /:2: value 1 is ''/],
    ['hexadecimal', '1,1,2\n2,0x10,3\n', 'DATA_CELL', /'0x10'/],
    ['a bad value in the first line, which is no header', '2,a,3\n1,1,2\n', 'DATA_CELL', /:1: value 1/],
    ['a broken quote', '1,1,2\n2,"3"x,4\n', 'DATA_CELL', /:2: no proper CSV/],
    ['nan', '1,1,2\n2,nan,3\n', 'DATA_NOT_FINITE', /item 1: element 0 \(at \[0\]\) is NaN/],
    ['inf', '1,1,2\n2,3,-inf\n', 'DATA_NOT_FINITE', /item 1: element 1 \(at \[1\]\) is -Infinity/],
    ['an overflow', '1,1,2\n2,3,1e999\n', 'DATA_NOT_FINITE', /is Infinity/],
  ])('refuses %s, and says in which line', (_, text, code, message) => {
    expect(codeOf(() => contents(text))).toBe(code);
    expect(() => contents(text)).toThrow(message);
  });
});
