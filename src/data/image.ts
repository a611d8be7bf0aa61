import { DataError } from '../errors.js';
import { fileSource } from './bytes.js';
import { lazily } from './packages.js';
import { sniff } from './sniff.js';

/** A decoded image: `[height][width][channels]` bytes. */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly bytes: Uint8Array;
}

interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Decodes a PNG or JPEG file as RGB (3 channels) or grey (1). Colour becomes grey by the integer luma of ITU-R BT.601 that
 * Pillow's `convert('L')` uses, so grey stays as it is. A JPEG's orientation tag is not applied; decoders of JPEG may differ by one or two
 * grey levels. Throws `IMAGE_FORMAT`, `IMAGE_CORRUPT`, `IMAGE_DEPTH` (16 bits a channel) or `IMAGE_ALPHA` (a transparent pixel has
 * no colour of its own).
 */
export function readImage(path: string, channels: (width: number, height: number) => 1 | 3): Image {
  const rgba = decode(path);
  const { width, height } = rgba;
  checkOpaque(rgba, path);
  const count = channels(width, height);
  return { width, height, channels: count, bytes: count === 3 ? rgb(rgba.data) : luma(rgba.data) };
}

function decode(path: string): Rgba {
  const source = fileSource(path);
  const format = sniff(source);
  if (format !== 'png' && format !== 'jpeg') {
    throw new DataError('IMAGE_FORMAT', `${path} is no PNG or JPEG`, { hint: 'Convert it to PNG.' });
  }
  const bytes = source.read(0, source.size);
  try {
    return format === 'png' ? decodePng(bytes, path) : lazily('jpeg-js').decode(bytes, { useTArray: true, tolerantDecoding: false });
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('IMAGE_CORRUPT', `${path} is damaged or cut short (${reason})`, {
      hint: 'Copy or download the image again.',
      cause,
    });
  }
}

function decodePng(bytes: Buffer, path: string): Rgba {
  const image = lazily('pngjs').PNG.sync.read(bytes);
  if (image.depth !== 16) return image;
  throw new DataError('IMAGE_DEPTH', `${path} has 16 bits a channel`, { hint: 'Convert it to 8 bits, or save the values as .npy.' });
}

function checkOpaque({ data, width }: Rgba, path: string): void {
  for (let k = 3; k < data.length; k += 4) {
    if (data[k] === 255) continue;
    const pixel = (k - 3) / 4;
    throw new DataError('IMAGE_ALPHA', `${path}: the pixel in column ${pixel % width}, line ${Math.floor(pixel / width)} is transparent`, {
      hint: 'Flatten the image onto the background it is meant for, and save it without alpha.',
    });
  }
}

function rgb(rgba: Uint8Array): Uint8Array {
  return rgba.filter((_, k) => k % 4 !== 3);
}

function luma(rgba: Uint8Array): Uint8Array {
  const at = (k: number): number => rgba[k] ?? 0;
  return Uint8Array.from({ length: rgba.length / 4 }, (_, pixel) => {
    const k = 4 * pixel;
    return (19595 * at(k) + 38470 * at(k + 1) + 7471 * at(k + 2) + 0x8000) >> 16;
  });
}
