import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import { loadModel } from '../../src/onnx/load.js';
import { evaluateGraph } from '../support/evaluate.js';
import { type AttributeSpec, model, real, reals } from '../support/onnx-writer.js';

/** A model of one operator of this project's domain on `count` elements. */
function custom(op: string, count: number, attributes: Readonly<Record<string, AttributeSpec>> = {}, domains = ['ai.cnncert']): Uint8Array {
  const node = { op, name: 'custom', domain: 'ai.cnncert', inputs: ['x'], outputs: ['y'], attributes };
  return model({ inputs: [{ name: 'x', shape: [count] }], outputs: ['y'], nodes: [node], domains });
}

function values(bytes: Uint8Array, xs: readonly number[]): number[] {
  return [...evaluateGraph(loadModel(bytes), Float64Array.from(xs))];
}

function messageOf(bytes: Uint8Array): string {
  try {
    loadModel(bytes);
  } catch (error) {
    if (error instanceof ModelError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'it loaded';
}

describe('NState', () => {
  it('is the sign without attributes', () => {
    expect(values(custom('NState', 3), [-0.1, 0, 0.1])).toEqual([-1, 0, 1]);
  });

  it.each([
    [0.5, [-1, -0.5, 0, 0.5, 1]],
    [0, [-1, -1, 0, 0, 1]],
    [1, [-1, 0, 0, 1, 1]],
  ])('has three states, with tie %s at the thresholds', (tie, expected) => {
    expect(values(custom('NState', 5, { states: 3, spacing: real(2), tie: real(tie) }), [-7, -1, 0, 1, 7])).toEqual(expected);
  });

  it('has thresholds 2 / (N - 1) apart by default', () => {
    // N = 5: thresholds -0.75, -0.25, 0.25, 0.75.
    expect(values(custom('NState', 5, { states: 5 }), [-0.76, -0.74, 0.2, 0.3, 0.76])).toEqual([-1, -0.5, 0, 0.5, 1]);
  });

  it('takes any thresholds and levels', () => {
    const attributes = { thresholds: reals(-1, 2), levels: reals(5, -3, 4) };
    expect(values(custom('NState', 5, attributes), [-2, -1, 0, 2, 3])).toEqual([5, 1, -3, 0.5, 4]);
  });

  it('is not needed to be imported, as the ONNX checker alone insists on that', () => {
    expect(values(custom('NState', 1, {}, []), [3])).toEqual([1]);
  });

  it.each([
    [{ states: 1 }, 'states 1'],
    [{ spacing: real(-1) }, 'spacing -1'],
    [{ tie: real(0.25) }, 'tie 0.25'],
    [{ thresholds: reals(1) }, '1 thresholds and 0 levels'],
    [{ levels: reals(1) }, 'levels without thresholds'],
    [{ thresholds: reals(1, 1), levels: reals(1, 2, 3) }, 'thresholds that do not increase'],
    [{ thresholds: reals(1), levels: reals(1, Infinity) }, 'thresholds or levels that are not finite'],
    [{ thresholds: reals(1), levels: reals(1, 2), states: 3 }, 'both thresholds and states or spacing'],
    [{ alpha: real(1) }, `has the attribute 'alpha', which version 1 of 'ai.cnncert' does not define`],
  ] as const)('refuses %o', (attributes, reason) => {
    expect(messageOf(custom('NState', 1, attributes))).toContain(`NState 'custom' (opset 17): ${reason}`);
  });
});

describe('the domain', () => {
  it('has no other operators', () => {
    expect(messageOf(custom('Fancy', 1))).toContain(
      `Fancy 'custom' (opset 17): domain 'ai.cnncert' has no such operator that is supported`,
    );
  });

  it('does not lend its operators to ONNX, nor the other way round', () => {
    const own = model({ inputs: [{ name: 'x', shape: [1] }], outputs: ['y'], nodes: [{ op: 'NState', inputs: ['x'], outputs: ['y'] }] });
    expect([messageOf(own), messageOf(custom('Relu', 1))].map((text) => text.split('\n')[1]?.split(': ')[1])).toEqual([
      'the operator is not supported',
      `domain 'ai.cnncert' has no such operator that is supported`,
    ]);
  });

  it('is read in version 1 only', () => {
    const bytes = custom('NState', 1, {}, ['ai.cnncert']);
    // The last import is the domain's: its version is the last byte of the file.
    bytes[bytes.length - 1] = 2;
    expect(messageOf(bytes)).toContain(`is of version 2 of 'ai.cnncert'; the newest that is understood is 1`);
  });

  it('gives way to a function of the model', () => {
    const node = { op: 'NState', domain: 'ai.cnncert', inputs: ['x'], outputs: ['y'] };
    const functions = [{ name: 'NState', domain: 'ai.cnncert', inputs: ['a'], outputs: ['b'], nodes: [{ op: 'Abs', inputs: ['a'], outputs: ['b'] }] }]; // prettier-ignore
    const bytes = model({ inputs: [{ name: 'x', shape: [1] }], outputs: ['y'], nodes: [node], functions, domains: ['ai.cnncert'] });
    expect(values(bytes, [-3])).toEqual([3]);
  });
});
