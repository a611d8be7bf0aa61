import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../../../src/graph/graph.js';
import { loadModel } from '../../../../src/onnx/load.js';
import { Expression } from './expression.js';
import { spellings } from './spellings.js';

/** The kinds of nodes but for scales and shifts, an activation by its name. */
function kindsOf(e: Expression, result: string): readonly string[] {
  const { nodes } = loadModel(e.model([1, 4], result));
  const names = (node: GraphNode) => (node.kind === 'activation' ? node.functions.map(({ name }) => name).join() : node.kind);
  return nodes.filter(({ kind }) => kind !== 'affine').map(names);
}

describe('loads as one activation', () => {
  it.each(spellings)('$name', ({ activation, write }) => {
    const e = new Expression();
    expect(kindsOf(e, write(e, 'x'))).toEqual(['input', activation]);
  });

  it('1 / sqrt(..), after what is under the root', () => {
    const e = new Expression();
    const under = e.op('Add', 1, e.op('Mul', 'x', 'x'));
    expect(kindsOf(e, e.op('Div', 1, e.op('Sqrt', under)))).toEqual(['input', 'power', 'rsqrt']);
  });
});
