import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { afterAll } from 'vitest';
import { CertifyError } from '../../src/errors.js';

/** A folder for the files of one test file, removed after its tests. The result writes a file into it and gives back its path. */
export function tempFiles(): (name: string, content: string | Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), 'cnn-cert-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return (name, content) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
}

/** A .npy file of version 1 around `elements`, which are in the order and type that the header says. */
export function npy(descr: string, shape: readonly number[], elements: ArrayBufferView, fortran = false): Buffer {
  const axes = shape.map((axis) => `${axis},`).join(' ');
  const dict = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${axes}), }`;
  const header = Buffer.from(`${dict.padEnd(64 * Math.ceil((dict.length + 11) / 64) - 11)}\n`, 'latin1');
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([head, header, Buffer.from(elements.buffer, elements.byteOffset, elements.byteLength)]);
}

/** An IDX file of elements that are big-endian already. */
export function idx(type: number, shape: readonly number[], elements: Uint8Array): Buffer {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head.writeUInt8(type, 2);
  head.writeUInt8(shape.length, 3);
  shape.forEach((axis, k) => head.writeUInt32BE(axis, 4 + 4 * k));
  return Buffer.concat([head, elements]);
}

/** A PNG of RGBA or grey pixels. */
export function png(width: number, height: number, pixels: readonly number[], options: { grey?: boolean; depth?: 8 | 16 } = {}): Buffer {
  const image = new PNG({ width, height });
  const rgba = options.grey ? pixels.flatMap((value) => [value, value, value, 255]) : pixels;
  image.data = Buffer.from(options.depth === 16 ? new Uint8Array(Uint16Array.from(rgba, (value) => value * 257).buffer) : rgba);
  return PNG.sync.write(image, {
    colorType: options.grey ? 0 : 6,
    inputHasAlpha: true,
    ...(options.depth === undefined ? {} : { bitDepth: options.depth }),
  });
}

/** A JPEG of one colour. */
export function flatJpeg(width: number, height: number, [r, g, b]: readonly [number, number, number]): Buffer {
  const data = Buffer.alloc(4 * width * height);
  for (let k = 0; k < width * height; k++) data.set([r, g, b, 255], 4 * k);
  return jpeg.encode({ width, height, data }, 100).data;
}

/** The code of the error that `action` throws; what came back if it throws none. */
export function codeOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error instanceof CertifyError ? error.code : error;
  }
}
