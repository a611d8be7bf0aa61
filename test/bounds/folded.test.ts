import { describe, expect, it } from 'vitest';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { UNIT } from '../../src/engine/rounding.js';
import type { GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { evaluateGraph } from '../support/evaluate.js';
import { graphOf } from '../support/random-graph.js';

const UNITS = 2 ** 40;
const next = { id: 1, inputs: [0], origin: [], weightUnits: UNITS };
const input: GraphNode = { kind: 'input', id: 0, inputs: [], origin: [], shape: { height: 1, width: 1, channels: 2 } };
const one = { height: 1, width: 1, channels: 1 };
const square = { groups: 1, kernelHeight: 1, kernelWidth: 1, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, padTop: 0, padLeft: 0 };

/** One linear node of each kind on two elements; the second output of an affine does not count. */
const KINDS: Readonly<Record<string, (weights: Float64Array, bias: Float64Array, biasError: Float64Array) => GraphNode>> = {
  conv: (weights, bias, biasError) => ({ kind: 'conv', ...next, ...square, shape: one, weights, bias, biasError }),
  dense: (weights, bias, biasError) => ({ kind: 'dense', ...next, shape: one, weights, bias, biasError }),
  sparse: (weights, bias, biasError) => {
    return { kind: 'sparse', ...next, shape: one, starts: Int32Array.of(0, 2), indices: Int32Array.of(0, 1), weights, bias, biasError };
  },
  affine: (weights, bias, biasError) => ({ kind: 'affine', ...next, shape: input.shape, scale: weights, shift: bias, biasError }),
};

/** A constant that a stored one stands for, as far off as its node allows in the direction of `sign`. */
const off = (weights: Float64Array, signs: readonly number[]) => weights.map((w, i) => w + signs[i]! * UNITS * UNIT * Math.abs(w) * 0.999);

describe.each(Object.keys(KINDS))('bounds of a %s layer with rounded constants', (kind) => {
  it('hold for every layer that the stored one may stand for', () => {
    const weights = Float64Array.of(0.7, -0.4);
    const bias = Float64Array.of(0.2);
    const error = Float64Array.of(0.01);
    const centre = Float64Array.of(1, -2);
    const graph = graphOf([input, KINDS[kind]!(weights, bias, error)], 1);
    const program = new Program(graph, createReferenceEngine());
    const rows = [1, -1].map((sign) => new Float64Array(graph.nodes[1]!.shape.channels).fill(0).with(0, sign));
    const region = ballRegion('linf', centre, 0, null, null);
    const found = new Bounder(program).lowerBounds({ region, rows, method: 'crown-interval', relaxation: 'adaptive' });
    const violations = [1, -1].flatMap((side, r) => {
      const signs = Array.from(centre, (x) => -side * Math.sign(x));
      const moved = KINDS[kind]!(off(weights, signs), Float64Array.of(bias[0]! - side * error[0]! * 0.999), error);
      const value = side * evaluateGraph(graphOf([input, moved], 1), centre)[0]!;
      const { lower, upper } = program.boundsOf(1);
      return [found[r]! - value, side === 1 ? lower[0]! - value : -upper[0]! - value];
    });
    expect(Math.max(...violations)).toBeLessThanOrEqual(0);
    expect(Math.min(...violations)).toBeGreaterThan(-1e-3);
  });
});

describe('a gather of ones that are rounded', () => {
  it('is no copy', () => {
    const node: GraphNode = {
      kind: 'sparse', ...next, shape: one, starts: Int32Array.of(0, 1), indices: Int32Array.of(1), weights: null, bias: null, biasError: null,
    }; // prettier-ignore
    const program = new Program(graphOf([input, node], 1), createReferenceEngine());
    const region = ballRegion('linf', Float64Array.of(1, -2), 0, null, null);
    new Bounder(program).lowerBounds({ region, rows: [Float64Array.of(1)], method: 'interval', relaxation: 'adaptive' });
    expect(program.boundsOf(1).lower[0]).toBeLessThanOrEqual(-2 * (1 + UNITS * UNIT * 0.999));
  });
});
