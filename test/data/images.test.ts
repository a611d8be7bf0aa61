import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readData } from '../../src/data/read.js';
import { codeOf, flatJpeg, png, tempFiles } from './files.js';

const file = tempFiles();
const grey = { inputShape: [1, 1, 2, 2] };
const colour = { inputShape: [1, 3, 1, 2] };
const GREY = png(2, 2, [0, 51, 102, 255], { grey: true });
const COLOUR = png(2, 1, [255, 0, 51, 255, 0, 102, 255, 255]);

describe('single images', () => {
  it('reads a grey PNG as value / 255', () => {
    const data = readData(file('grey.png', GREY), grey);
    expect([data.kind, data.count, data.itemShape, data.names, data.byteImages, [...data.item(0)]]).toEqual([
      'image',
      1,
      [2, 2, 1],
      ['grey.png'],
      true,
      [0, 0.2, 0.4, 1],
    ]);
  });

  it('reads a colour PNG as interleaved RGB', () => {
    const data = readData(file('colour.png', COLOUR), colour);
    expect([data.itemShape, data.layout, [...data.item(0)]]).toEqual([[1, 2, 3], 'nhwc', [1, 0, 0.2, 0, 0.4, 1]]);
  });

  it('multiplies the bytes by a scale instead', () => {
    expect([...readData(file('scaled.png', GREY), { ...grey, scale: 2 }).item(0)]).toEqual([0, 102, 204, 510]);
  });

  it('makes RGB of grey and luma of RGB, as the channels of the model ask', () => {
    const three = readData(file('g3.png', GREY), { inputShape: [1, 2, 2, 3], scale: 1 }).item(0);
    const one = readData(file('c1.png', COLOUR), { inputShape: [1, 1, 1, 2], scale: 1 }).item(0);
    expect([[...three], [...one]]).toEqual([
      [0, 0, 0, 51, 51, 51, 102, 102, 102, 255, 255, 255],
      [Math.round(0.299 * 255 + 0.114 * 51), Math.round(0.587 * 102 + 0.114 * 255)],
    ]);
  });

  it('keeps every grey level under luma', () => {
    const all = Array.from({ length: 256 }, (_, k) => k);
    const pixels = all.flatMap((k) => [k, k, k, 255]);
    expect([...readData(file('all.png', png(256, 1, pixels)), { inputShape: [1, 256], scale: 1 }).item(0)]).toEqual(all);
  });

  it('reads a JPEG within two grey levels', () => {
    const data = readData(file('flat.jpg', flatJpeg(8, 8, [200, 100, 50])), { inputShape: [1, 3, 8, 8], scale: 1 });
    const expected = [200, 100, 50];
    const worst = Math.max(...data.item(0).map((value, k) => Math.abs(value - (expected[k % 3] ?? NaN))));
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('asks in which order a flat model takes colours, and obeys', () => {
    const path = file('flat.png', COLOUR);
    const read = (layout: 'auto' | 'nchw' | 'nhwc'): unknown =>
      codeOf(() => [...readData(path, { inputShape: [1, 6], scale: 1, layout }).item(0)]);
    expect([read('auto'), read('nchw'), read('nhwc')]).toEqual(['LAYOUT_AMBIGUOUS', [255, 0, 0, 102, 51, 255], [255, 0, 51, 0, 102, 255]]);
  });

  it.each([
    ['of another size', png(3, 2, [1, 2, 3, 4, 5, 6], { grey: true }), 'DATA_SHAPE'],
    ['cut short', GREY.subarray(0, -20), 'IMAGE_CORRUPT'],
    ['damaged', Buffer.from(GREY).fill(7, 40, 50), 'IMAGE_CORRUPT'],
    ['of 16 bits', png(2, 2, [0, 1, 2, 3], { grey: true, depth: 16 }), 'IMAGE_DEPTH'],
    ['transparent', png(2, 2, [0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9, 254, 0, 0, 0, 255]), 'IMAGE_ALPHA'],
    ['a JPEG cut short', flatJpeg(8, 8, [1, 2, 3]).subarray(0, 300), 'IMAGE_CORRUPT'],
    ['a JPEG without its pixels', flatJpeg(32, 32, [1, 2, 3]).subarray(0, 640), 'IMAGE_CORRUPT'],
  ])('refuses an image that is %s', (name, content, code) => {
    expect(codeOf(() => readData(file(`bad ${name}`, content), { inputShape: name.includes('JPEG') ? [1, 3, 8, 8] : [1, 1, 2, 2] }))).toBe(
      code,
    );
  });

  it('says where a transparent pixel is', () => {
    const path = file('alpha.png', png(2, 2, [0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9, 254, 0, 0, 0, 255]));
    expect(() => readData(path, grey)).toThrow(/column 0, line 1/);
  });
});

describe('folders of images', () => {
  const image = (value: number): Buffer => png(1, 1, [value], { grey: true });
  const one = { inputShape: [1, 1, 1, 1], scale: 1 };

  it('sorts images by name and ignores other files', () => {
    for (const [name, value] of Object.entries({ 'b.png': 2, 'a.PNG': 1, 'c.jpeg': 3, '.hidden.png': 9 }))
      file(`plain/${name}`, image(value));
    const folder = dirname(file('plain/notes.txt', 'x'));
    const data = readData(folder, one);
    expect([data.kind, data.names, data.labels, [0, 1, 2].map((k) => data.item(k)[0])]).toEqual([
      'folder',
      ['a.PNG', 'b.png', 'c.jpeg'],
      null,
      [1, 2, 3],
    ]);
  });

  it('reads labels from subfolders named by class index', () => {
    file('classes/3/x.png', image(1));
    file('classes/10/x.png', image(2));
    const data = readData(dirname(dirname(file('classes/3/y.png', image(3)))), one);
    expect([data.names, [...(data.labels ?? [])]]).toEqual([
      ['10/x.png', '3/x.png', '3/y.png'],
      [10, 3, 3],
    ]);
  });

  it('reads labels from labels.csv', () => {
    file('listed/a.png', image(1));
    file('listed/deep/b.png', image(2));
    const data = readData(dirname(file('listed/labels.csv', 'file,label\ndeep/b.png,5\na.png,2\n')), one);
    expect([data.names, [...(data.labels ?? [])]]).toEqual([
      ['a.png', 'deep/b.png'],
      [2, 5],
    ]);
  });

  it('reads labels by name from a file elsewhere', () => {
    file('elsewhere/b.png', image(1));
    const folder = dirname(file('elsewhere/a.png', image(2)));
    const labels = file('by-name.csv', 'b.png,1\na.png,2\n');
    expect([...(readData(folder, { ...one, labels }).labels ?? [])]).toEqual([2, 1]);
  });

  it.each([
    ['without images', { 'x/readme.md': 'none' }, 'DATA_EMPTY'],
    ['with classes that are words', { 'cat/a.png': image(1) }, 'FOLDER_CLASSES'],
    ['with images beside classes', { '0/a.png': image(1), 'b.png': image(2) }, 'FOLDER_CLASSES'],
    ['with an image that has no label', { 'a.png': image(1), 'b.png': image(2), 'labels.csv': 'a.png,1\n' }, 'LABEL_NAME'],
    ['with a label that has no image', { 'a.png': image(1), 'labels.csv': 'a.png,1\nb.png,1\n' }, 'LABEL_NAME'],
    ['with two labels for one image', { 'a.png': image(1), 'labels.csv': 'a.png,1\na.png,2\n' }, 'LABEL_NAME'],
    ['with a fractional label', { 'a.png': image(1), 'labels.csv': 'a.png,1.5\n' }, 'LABEL_VALUE'],
    ['with columns too many', { 'a.png': image(1), 'labels.csv': 'a.png,1,2\n' }, 'LABEL_FORMAT'],
  ])('refuses a folder %s', (name, files, code) => {
    const paths = Object.entries(files).map(([path, content]) => file(`bad ${name}/${path}`, content));
    const folder = (paths[0] ?? '').replace(/(bad [^/]*)\/.*/, '$1');
    expect(codeOf(() => readData(folder, one))).toBe(code);
  });

  it('finds an image of another size, or a file that is no image, when it comes to it', () => {
    file('sizes/a.png', image(1));
    file('sizes/b.png', GREY);
    const data = readData(dirname(file('sizes/c.png', 'text')), one);
    expect([[...data.item(0)], codeOf(() => data.item(1)), codeOf(() => data.item(2))]).toEqual([[1], 'DATA_SHAPE', 'DATA_FORMAT']);
  });
});
