import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DataError } from '../errors.js';

/** Bytes of a file, read where they are needed. */
export interface ByteSource {
  /** For messages. */
  readonly path: string;
  readonly size: number;
  /** Exactly `length` bytes from `offset`; throws `DATA_TRUNCATED` where the file ends before. */
  read(offset: number, length: number): Buffer;
}

/** Bytes on disk. No handle stays open between reads. Throws `DATA_NOT_FOUND`, `DATA_UNREADABLE` or `DATA_EMPTY`. */
export function fileSource(path: string): ByteSource {
  const size = withFile(path, (file) => {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new DataError('DATA_UNREADABLE', `${path} is not a file`, { hint: 'Name a file.' });
    return stat.size;
  });
  if (size === 0) throw new DataError('DATA_EMPTY', `${path} is empty`, { hint: 'The file holds no bytes; write it again.' });
  return { path, size, read: (offset, length) => withFile(path, (file) => readFully(file, path, offset, length)) };
}

/** Bytes in memory, under the name of the file they came from. */
export function memorySource(path: string, bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    path,
    size: buffer.length,
    read(offset, length) {
      if (offset + length > buffer.length) throw truncated(path, offset + length, buffer.length);
      return buffer.subarray(offset, offset + length);
    },
  };
}

/** Unpacks gzip, in memory. */
export function gunzipSource(source: ByteSource): ByteSource {
  try {
    return memorySource(source.path, gunzipSync(source.read(0, source.size)));
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const cut = hasCode(cause, 'Z_BUF_ERROR');
    throw new DataError(
      cut ? 'DATA_TRUNCATED' : 'DATA_CORRUPT',
      `${source.path}: gzip ${cut ? 'ends too early' : `is damaged (${text(cause)})`}`,
      {
        hint: 'Copy or download the file again.',
        cause,
      },
    );
  }
}

/** Throws unless a file has exactly the size its header promises. */
export function checkSize(source: ByteSource, wanted: number): void {
  if (source.size < wanted) throw truncated(source.path, wanted, source.size);
  if (source.size === wanted) return;
  throw new DataError('DATA_CORRUPT', `${source.path} has ${source.size} bytes, but its header accounts for ${wanted}`, {
    hint: 'The header and the data disagree; write the file again.',
  });
}

function truncated(path: string, wanted: number, found: number): DataError {
  return new DataError('DATA_TRUNCATED', `${path} ends after ${found} bytes, but ${wanted} were expected`, {
    hint: 'The file was cut short; copy or download it again.',
  });
}

function readFully(file: number, path: string, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, buffer, done, Math.min(length - done, 2 ** 30), offset + done);
    if (count === 0) throw truncated(path, offset + length, offset + done);
    done += count;
  }
  return buffer;
}

function withFile<T>(path: string, use: (file: number) => T): T {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return use(file);
  } catch (cause) {
    throw cause instanceof DataError ? cause : readError(path, cause);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The `DataError` for a failed system call on `path`. */
export function readError(path: string, cause: unknown): DataError {
  if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) {
    return new DataError('DATA_NOT_FOUND', `there is no file ${path}`, { hint: 'Check the path.', cause });
  }
  return new DataError('DATA_UNREADABLE', `${path} cannot be read (${text(cause)})`, { hint: 'Check the permissions of the file.', cause });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
