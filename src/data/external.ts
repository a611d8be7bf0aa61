import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep, win32 } from 'node:path';
import { ModelError } from '../errors.js';

/**
 * Reads external tensor data next to a model file, for `LoadOptions.readExternal`. Only files inside the folder of the model can be
 * read: absolute paths, `..` and links that lead out of it are refused.
 * @param modelPath path of the .onnx file.
 * @throws {ModelError} (from the function returned) EXTERNAL_DATA.
 */
export function externalReader(modelPath: string): (location: string, offset: number, length: number | null) => Uint8Array {
  const folder = dirname(modelPath);
  return (location, offset, length) => readPart(resolveInside(folder, location), location, offset, length);
}

function fail(location: string, problem: string, hint: string, cause?: unknown): never {
  throw new ModelError('EXTERNAL_DATA', `The external data file '${location}' ${problem}.`, { hint, cause });
}

function resolveInside(folder: string, location: string): string {
  const hint = 'External data must lie in the folder of the model; save the model again.';
  const parts = location.split(/[/\\]/);
  if (location === '' || location.includes('\0') || isAbsolute(location) || win32.isAbsolute(location) || parts.includes('..')) {
    fail(location, 'is not inside the folder of the model', hint);
  }
  let root: string;
  let path: string;
  try {
    root = realpathSync(folder);
    path = realpathSync(join(root, location));
  } catch (cause) {
    return fail(location, 'cannot be found', 'Put the data file next to the model, under the name that the model gives.', cause);
  }
  const inside = relative(root, path);
  if (inside === '' || inside.startsWith(`..${sep}`) || inside === '..' || isAbsolute(inside)) {
    fail(location, 'leads out of the folder of the model', hint);
  }
  return path;
}

function readPart(path: string, location: string, offset: number, length: number | null): Uint8Array {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    const wanted = length ?? size - offset;
    if (wanted < 0 || offset + wanted > size) {
      fail(
        location,
        `has ${size} bytes, too few for offset ${offset}${length === null ? '' : ` and length ${length}`}`,
        'It does not belong to this model or is cut short.',
      );
    }
    const bytes = new Uint8Array(wanted);
    let done = 0;
    while (done < wanted) {
      const count = readSync(file, bytes, done, wanted - done, offset + done);
      if (count === 0) fail(location, 'ended early', 'Was it changed while it was read?');
      done += count;
    }
    return bytes;
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    return fail(location, 'cannot be read', 'Check its permissions.', cause);
  } finally {
    if (file !== null) closeSync(file);
  }
}
