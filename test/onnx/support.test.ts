import { describe, expect, it } from 'vitest';
import { OPSETS } from '../../src/onnx/load.js';
import { operators, otherDomains } from '../../src/onnx/registry.js';
import { describedOperators, supportedOperators } from '../../src/onnx/support.js';

const everything = [operators, ...otherDomains.map((each) => each.operators)].flat();

describe('the table of supported operators', () => {
  it('describes only operators that are registered', () => {
    const registered = new Set(everything.map(({ op }) => op));
    expect(describedOperators().filter((op) => !registered.has(op))).toEqual([]);
  });

  it('holds each operator once, understood since an opset that is read, and If', () => {
    const found = supportedOperators().map(({ op }) => op);
    const own = supportedOperators().filter(({ domain }) => domain === '');
    const oldest = Math.min(...own.map(({ since }) => since));
    expect([found, oldest]).toEqual([[...everything.map(({ op }) => op), 'If'].toSorted(), OPSETS.oldest]);
  });
});
