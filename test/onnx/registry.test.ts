import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { operators } from '../../src/onnx/registry.js';

const files = readdirSync(fileURLToPath(new URL('../../src/onnx/ops', import.meta.url)));

/** BatchNormalization -> batch-normalization, PRelu -> p-relu. */
function fileOf(op: string): string {
  return `${op.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase()}.ts`;
}

describe('the registry of operators', () => {
  it('holds every file of ops/, under the name of its operator', () => {
    expect(operators.map(({ op }) => fileOf(op)).toSorted()).toEqual(files.toSorted());
  });

  it('has ascending versions', () => {
    const unsorted = operators.filter(({ versions }) => versions.some(([since], i) => i > 0 && since <= (versions[i - 1]?.[0] ?? 0)));
    expect(unsorted.map(({ op }) => op)).toEqual([]);
  });
});
