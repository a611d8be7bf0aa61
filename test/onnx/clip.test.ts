import { describe, expect, it } from 'vitest';
import { loadOne } from '../support/onnx-runtime.js';
import { tensor } from '../support/onnx-writer.js';

const FLOAT_MAX = 3.4028234663852886e38;

/** Kinds and parameters of the activations that Min(x, bound) becomes. */
function minimum(bound: number, type: 'float' | 'double'): unknown[] {
  const graph = loadOne({ op: 'Min', shape: [2], inputs: ['x', 'b'], initializers: { b: tensor([1], [bound], type) } });
  return graph.nodes.flatMap((node) =>
    node.kind === 'activation' ? node.functions.map(({ name, parameters }) => ({ name, parameters })) : [],
  );
}

describe('a bound of Min', () => {
  it('of float32 at its largest value is none', () => {
    expect(minimum(FLOAT_MAX, 'float')).toEqual([]);
  });

  it.each([1e39, 1e300])('of float64 beyond float32 (%d) is one', (bound) => {
    expect(minimum(bound, 'double')).toEqual([{ name: 'clip', parameters: { min: -Infinity, max: bound } }]);
  });
});
