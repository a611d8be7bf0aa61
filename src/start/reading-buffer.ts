import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** More than any file of the bundle; memory that nothing was read into costs nothing. */
const USUAL = 2 ** 20;

/**
 * Memory that files are read into, each over the one before: to a process, new memory is several times as dear as what is read into it. Begins on a boundary of
 * eight bytes.
 */
export class ReadingBuffer {
  #bytes = Buffer.allocUnsafeSlow(USUAL);

  /** A whole file between two texts of ASCII; valid until something else is read. Throws what keeps it from being read. */
  readFile(path: string, before = '', after = ''): { readonly whole: Buffer; readonly file: Buffer } {
    const descriptor = openSync(path, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const end = before.length + size;
      const whole = this.#sized(end + after.length);
      whole.write(before, 0, 'latin1');
      fill(descriptor, whole.subarray(before.length, end), 0);
      whole.write(after, end, 'latin1');
      return { whole, file: whole.subarray(before.length, end) };
    } finally {
      closeSync(descriptor);
    }
  }

  /** Some bytes of an open file; valid until something else is read. Throws where it has no such bytes. */
  readPart(descriptor: number, position: number, length: number): Buffer {
    const part = this.#sized(length);
    fill(descriptor, part, position);
    return part;
  }

  #sized(length: number): Buffer {
    if (length > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(length);
    return this.#bytes.subarray(0, length);
  }
}

/** Fills memory from a position of a file. Throws Error where the file ends before. */
export function fill(descriptor: number, bytes: Buffer, position: number): void {
  for (let filled = 0; filled < bytes.length;) {
    const count = readSync(descriptor, bytes, filled, bytes.length - filled, position + filled);
    if (count === 0) throw new Error('the file is shorter than it was');
    filled += count;
  }
}
