import { describe, expect, it } from 'vitest';
import { operators } from '../../src/onnx/registry.js';
import { describedOperators, supportedOperators } from '../../src/onnx/support.js';

describe('the table of supported operators', () => {
  it('describes only operators that are registered', () => {
    const registered = new Set(operators.map(({ op }) => op));
    expect(describedOperators().filter((op) => !registered.has(op))).toEqual([]);
  });

  it('holds each operator once, understood since an opset that is read', () => {
    const found = supportedOperators();
    expect([new Set(found.map(({ op }) => op)).size, Math.min(...found.map(({ since }) => since))]).toEqual([operators.length, 6]);
  });
});
