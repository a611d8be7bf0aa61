import { describe, expect, it } from 'vitest';
import { OPSETS } from '../../src/onnx/load.js';
import { operators } from '../../src/onnx/registry.js';
import { describedOperators, supportedOperators } from '../../src/onnx/support.js';

describe('the table of supported operators', () => {
  it('describes only operators that are registered', () => {
    const registered = new Set(operators.map(({ op }) => op));
    expect(describedOperators().filter((op) => !registered.has(op))).toEqual([]);
  });

  it('holds each operator once, understood since an opset that is read, and If', () => {
    const found = supportedOperators().map(({ op }) => op);
    const oldest = Math.min(...supportedOperators().map(({ since }) => since));
    expect([found, oldest]).toEqual([[...operators.map(({ op }) => op), 'If'].toSorted(), OPSETS.oldest]);
  });
});
