import { createHash, type Hash } from 'node:crypto';

/**
 * SHA-256 (hexadecimal) of plain data: null, booleans, numbers, strings, typed arrays, arrays, and objects, whose order of keys does not count. Equal data
 * give equal hashes and different data different ones: every value is written with its kind and length. A property that is undefined counts as absent.
 * Throws TypeError for anything else.
 */
export function hashOf(value: unknown): string {
  const hash = createHash('sha256');
  feed(hash, value);
  return hash.digest('hex');
}

function feed(hash: Hash, value: unknown): void {
  if (value === null || typeof value === 'boolean') hash.update(`${value};`);
  else if (typeof value === 'number') hash.update(Object.is(value, -0) ? 'n-0;' : `n${value};`);
  else if (typeof value === 'bigint') hash.update(`i${value};`);
  else if (typeof value === 'string') feedBytes(hash, 's', Buffer.from(value));
  else if (ArrayBuffer.isView(value)) {
    feedBytes(hash, Buffer.isBuffer(value) ? 'Uint8Array' : value.constructor.name, bytesOf(value));
  } else if (Array.isArray(value)) {
    hash.update(`[${value.length};`);
    for (const item of value) feed(hash, item);
  } else if (typeof value === 'object') feedObject(hash, value);
  else throw new TypeError(`there is no hash of a ${typeof value}`);
}

function feedObject(hash: Hash, value: object): void {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  hash.update(`{${entries.length};`);
  for (const [key, item] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
    feed(hash, key);
    feed(hash, item);
  }
}

function feedBytes(hash: Hash, kind: string, bytes: Uint8Array): void {
  hash.update(`${kind}${bytes.length};`);
  hash.update(bytes);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
