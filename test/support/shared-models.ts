import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sharedPath } from './shared.js';

export interface ModelFile {
  /** Path within the folder that was searched. */
  readonly name: string;
  readonly path: string;
}

/** Every .onnx file below a folder. */
export function modelsBelow(root: string): readonly ModelFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.onnx'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(root, path), path }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every .onnx file below a folder of ../shared; none where ../shared is absent. */
export function sharedModels(...folder: readonly string[]): readonly ModelFile[] {
  const root = sharedPath(...folder);
  return root === null ? [] : modelsBelow(root);
}

/** The bytes of a file. */
export function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}
