import { describe, expect, it } from 'vitest';
import { runtimeDifference } from '../../../support/onnx-runtime.js';
import { Expression } from './expression.js';
import { spellings } from './spellings.js';

describe('agrees with ONNX Runtime', () => {
  it.each(spellings)('$name', async ({ write }) => {
    const e = new Expression();
    expect(await runtimeDifference(e.model([1, 2, 3, 3], write(e, 'x')))).toBeLessThan(3e-6);
  });
});
