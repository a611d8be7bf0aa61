import { createHash } from 'node:crypto';

const DIGITS = 16;
/** What precedes the digits of the check, and what follows them. */
const BEFORE = ',"check":"';
const AFTER = '"}';

/**
 * An object as one line of JSON without its end, for {@link readLine}: numbers come back bit for bit (-0, too), and so do arrays of doubles. The last
 * property, `check`, is made of all characters before it. Throws TypeError for other typed arrays.
 */
export function storedLine(body: object): string {
  const start = JSON.stringify(body, replacer).slice(0, -1);
  return `${start}${BEFORE}${checkOf(start)}${AFTER}`;
}

/** The object of a line; null unless the line is whole, as its check tells. */
export function readLine(line: string): unknown {
  const end = line.length - AFTER.length - DIGITS - BEFORE.length;
  if (end < 0) return null;
  const start = line.slice(0, end);
  if (line.slice(end) !== `${BEFORE}${checkOf(start)}${AFTER}`) return null;
  return JSON.parse(`${start}}`, reviver);
}

function checkOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}

function replacer(_key: string, value: unknown): unknown {
  if (Object.is(value, -0)) return { $number: '-0' };
  if (!ArrayBuffer.isView(value)) return value;
  if (!(value instanceof Float64Array)) throw new TypeError(`a ${value.constructor.name} cannot be stored`);
  return { $float64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
}

function reviver(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$number' in value) return Number(value.$number);
  if (!('$float64' in value)) return value;
  // Copied: a Buffer may begin anywhere in memory, doubles may not.
  return new Float64Array(Uint8Array.from(Buffer.from(String(value.$float64), 'base64')).buffer);
}
