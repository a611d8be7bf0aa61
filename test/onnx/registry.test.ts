import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { operators, otherDomains } from '../../src/onnx/registry.js';

/** Folders of src/onnx/ops by domain. */
const FOLDERS: Readonly<Record<string, string>> = {
  'ai.cnncert': 'cnncert',
  'com.microsoft': 'microsoft',
  'qonnx.custom_op.general': 'qonnx',
};

/** Files of a folder of src/onnx/ops, without its own folders. */
function filesOf(folder: string): string[] {
  const all = readdirSync(fileURLToPath(new URL(`../../src/onnx/ops/${folder}`, import.meta.url)), { withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** BatchNormalization -> batch-normalization, PRelu -> p-relu. */
function fileOf(op: string): string {
  return `${op.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase()}.ts`;
}

describe('the registry of operators', () => {
  it('holds every file of ops/, under the name of its operator', () => {
    expect(operators.map(({ op }) => fileOf(op)).toSorted()).toEqual(filesOf('').toSorted());
  });

  it.each(otherDomains)('holds every file of the folder of $domain', ({ domain, operators: others }) => {
    expect(others.map(({ op }) => fileOf(op)).toSorted()).toEqual(filesOf(FOLDERS[domain] ?? '').toSorted());
  });

  it('has ascending versions', () => {
    const all = [operators, ...otherDomains.map((each) => each.operators)].flat();
    const unsorted = all.filter(({ versions }) => versions.some(([since], i) => i > 0 && since <= (versions[i - 1]?.[0] ?? 0)));
    expect(unsorted.map(({ op }) => op)).toEqual([]);
  });
});
