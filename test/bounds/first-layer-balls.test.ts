import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion, type Clip, type Norm } from '../../src/bounds/region.js';
import { SINGLE_UNIT } from '../../src/engine/precision.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { mapSize, type ConvNode, type Graph, type GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { compare, dyadic } from '../support/dyadic.js';
import { evaluateGraph } from '../support/evaluate.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Net } from '../support/graphs.js';
import { Random } from '../support/random.js';
import { graphOf } from '../support/random-graph.js';

const SETTINGS = { relaxation: 'adaptive', pooling: 'cnn-cert', product: 'middle', biasGamma: 0 } as const;

type BallNorm = Exclude<Norm, 'linf'>;

/** A convolution with anything that moves its taps, and a function that wants its bounds. */
function randomLayer(random: Random): Graph {
  const groups = random.pick([1, 1, 2]);
  const perGroup = random.integer(1, 3);
  const channels = groups * random.integer(1, 2);
  const axis = () => ({
    size: random.integer(3, 6),
    kernel: random.integer(1, 3),
    stride: random.integer(1, 2),
    dilation: random.integer(1, 2),
    pad: random.integer(0, 2),
  });
  const out = (a: ReturnType<typeof axis>) => Math.floor((a.size + 2 * a.pad - (a.kernel - 1) * a.dilation - 1) / a.stride) + 1;
  let y = axis();
  let x = axis();
  while (out(y) < 1) y = axis();
  while (out(x) < 1) x = axis();
  const shape = { height: out(y), width: out(x), channels };
  const conv: ConvNode = {
    ...{ kind: 'conv', id: 1, inputs: [0], origin: [], weightUnits: 0, biasError: null, groups, shape },
    ...{ kernelHeight: y.kernel, kernelWidth: x.kernel, strideY: y.stride, strideX: x.stride },
    ...{ dilationY: y.dilation, dilationX: x.dilation, padTop: y.pad, padLeft: x.pad },
    weights: random.array(channels * y.kernel * x.kernel * perGroup),
    bias: random.array(channels),
  };
  const input: GraphNode = {
    kind: 'input',
    id: 0,
    inputs: [],
    origin: [],
    shape: { height: y.size, width: x.size, channels: groups * perGroup },
  };
  return graphOf([input, conv, { kind: 'activation', id: 2, inputs: [1], origin: [], shape, functions: [activation('tanh')] }], 2);
}

function layerOf(graph: Graph): Graph {
  return graphOf(graph.nodes.slice(0, 2), 1);
}

function valueAt(graph: Graph, point: Float64Array, k: number) {
  return evaluateExactly(
    layerOf(graph),
    [...point].map((x) => dyadic(x)),
  )[k]!;
}

/** What element k of the layer multiplies each element of the input with, to rounding. */
function rowOf(graph: Graph, k: number): Float64Array {
  const layer = layerOf(graph);
  const size = mapSize(graph.nodes[0]!.shape);
  const zero = evaluateGraph(layer, new Float64Array(size))[k]!;
  return Float64Array.from({ length: size }, (_, i) => evaluateGraph(layer, new Float64Array(size).fill(1, i, i + 1))[k]! - zero);
}

/** Where a row is least in the ball, a trifle inside it, so that no rounding puts the point outside. */
function least(norm: BallNorm, row: Float64Array, centre: Float64Array, epsilon: number, weights: Float64Array): Float64Array {
  const scaled = row.map((a, i) => a * weights[i]!);
  const reach = epsilon * (1 - 1e-12);
  const best = scaled.reduce((most, a, i) => (Math.abs(a) > Math.abs(scaled[most]!) ? i : most), 0);
  const length = Math.hypot(...scaled);
  return centre.map((x, i) => {
    if (norm === 'l1') return i === best ? x - reach * weights[i]! * Math.sign(scaled[i]!) : x;
    return length === 0 ? x : x - (reach * weights[i]! * scaled[i]!) / length;
  });
}

function bounded(graph: Graph, region: ReturnType<typeof ballRegion>) {
  const program = new Program(graph, createWasmEngine());
  new Bounder(program).lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive' });
  return program.boundsOf(1);
}

describe('bounds of the layer that reads the input, in an lp ball', () => {
  it.each<BallNorm>(['l1', 'l2'])('hold where it is least and most, and are attained there: %s', (norm) => {
    for (let number = 1; number <= 60; number++) {
      const random = new Random(number);
      const graph = randomLayer(random);
      const size = mapSize(graph.nodes[0]!.shape);
      const centre = random.array(size);
      const ones = new Float64Array(size).fill(1);
      const weights = random.pick([ones, random.array(size, 0, 2).map((w) => (w < 0.3 ? 0 : w))]);
      const epsilon = random.uniform(0.01, 1);
      const { lower, upper } = bounded(graph, ballRegion(norm, centre, epsilon, weights === ones ? null : weights, null));
      for (let each = 0; each < 6; each++) {
        const k = random.integer(0, lower.length - 1);
        const row = rowOf(graph, k);
        const attained = (side: Float64Array) => valueAt(graph, least(norm, side, centre, epsilon, weights), k);
        const low = attained(row);
        const high = attained(row.map((a) => -a));
        expect(compare(low, dyadic(lower[k]!))).toBeGreaterThanOrEqual(0);
        expect(compare(low, dyadic(lower[k]! + 1e-9))).toBe(-1);
        expect(compare(high, dyadic(upper[k]!))).toBeLessThanOrEqual(0);
        expect(compare(high, dyadic(upper[k]! - 1e-9))).toBe(1);
      }
    }
  });

  it('are those of another ball when only its norm, its radius or its weights change', () => {
    const random = new Random(7);
    const graph = randomLayer(random);
    const size = mapSize(graph.nodes[0]!.shape);
    const centre = random.array(size);
    const weights = [null, random.array(size, 0.5, 2), random.array(size, 0.5, 2), null];
    const program = new Program(graph, createWasmEngine());
    const bounder = new Bounder(program);
    for (const norm of ['l2', 'l1'] as const) {
      for (const each of weights) {
        for (const epsilon of [0.1, 0.2, 0]) {
          const region = ballRegion(norm, centre, epsilon, each, null);
          bounder.lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive' });
          expect(program.boundsOf(1).lower).toEqual(bounded(graph, region).lower);
        }
      }
    }
  });

  it.each<BallNorm>(['l1', 'l2'])(
    'are no wider than those of ball and box where the box cuts the ball, and mostly narrower: %s',
    (norm) => {
      let narrower = 0;
      let elements = 0;
      for (let number = 1; number <= 30; number++) {
        const random = new Random(number);
        const graph = randomLayer(random);
        const size = mapSize(graph.nodes[0]!.shape);
        const centre = random.array(size, 0, 1);
        const clip: Clip = { lower: new Float64Array(size), upper: new Float64Array(size).fill(1) };
        const region = ballRegion(norm, centre, 0.8, null, clip);
        const cut = bounded(graph, region);
        const box = bounded(graph, { ...region, ball: null, boxBinds: false });
        const ball = bounded(graph, ballRegion(norm, centre, 0.8, null, null));
        for (let k = 0; k < cut.lower.length; k++) {
          const lower = Math.max(box.lower[k]!, ball.lower[k]!);
          expect(cut.lower[k]).toBeGreaterThanOrEqual(lower - 1e-12);
          expect(cut.upper[k]).toBeLessThanOrEqual(Math.min(box.upper[k]!, ball.upper[k]!) + 1e-12);
          elements++;
          if (cut.lower[k]! > lower + 1e-6) narrower++;
        }
      }
      expect(narrower / elements).toBeGreaterThan(0.5);
    },
  );

  it('are those of the box, too, without rows of their own', () => {
    const program = new Program(new Net(2).dense([[1, 1]]).build(), createWasmEngine());
    const input = program.boundsOf(0);
    input.lower.fill(0);
    input.upper.fill(1);
    input.ball = { norm: 'l1', centre: input.anchor, epsilon: 1.5, weights: null, isCut: true };
    program.operator(1).bound([input], program.boundsOf(1), SETTINGS);
    expect(program.boundsOf(1).lower[0]).toBeCloseTo(0, 12);
    expect(program.boundsOf(1).upper[0]).toBeCloseTo(1.5, 12);
  });

  it('hold where squares of weights underflow', () => {
    const tiny = 2 ** -540;
    const { lower, upper } = bounded(new Net(2).dense([[tiny, tiny]]).apply('tanh').build(), ballRegion('l2', new Float64Array(2), 1, null, null)); // prettier-ignore
    expect(lower[0]).toBeLessThanOrEqual(-tiny * Math.SQRT2);
    expect(upper[0]).toBeGreaterThanOrEqual(tiny * Math.SQRT2);
  });

  it('follow weights that the caller changes in place', () => {
    const weights = Float64Array.of(1, 1);
    const program = new Program(new Net(2).dense([[1, 1]]).apply('tanh').build(), createWasmEngine()); // prettier-ignore
    const bounder = new Bounder(program);
    const lower = (): number => {
      const region = ballRegion('l1', new Float64Array(2), 1, weights, null);
      bounder.lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive' });
      return program.boundsOf(1).lower[0]!;
    };
    expect(lower()).toBeCloseTo(-1, 12);
    weights.fill(3);
    expect(lower()).toBeCloseTo(-3, 12);
  });
});

describe('rows in singles that pass the layer that reads the input', () => {
  const program = () => {
    const made = new Program(new Net(4).dense([[1, 2, -3, 0.5]]).build(), createWasmEngine());
    const bounds = made.boundsOf(0);
    const centre = Float64Array.of(0.5, -0.5, 0.25, 1);
    bounds.lower.set(centre.map((x) => x - 0.5));
    bounds.upper.set(centre.map((x) => x + 0.5));
    bounds.anchor.set(centre);
    bounds.ball = { norm: 'l2', centre, epsilon: 0.5, weights: null, isCut: false };
    return made;
  };
  const uncertainty = (made: Program, anchor?: number): number => {
    made.operator(1).bound([made.boundsOf(0)], made.boundsOf(1), SETTINGS);
    const from = made.boundsOf(0).anchor;
    if (anchor !== undefined) from[0] = anchor;
    // All is exact but the coefficients.
    made.boundsOf(1).anchor[0] = from[0]! + 2 * from[1]! - 3 * from[2]! + 0.5 * from[3]!;
    made.prepareSingles(1, 0);
    expect(made.operator(1).singleConstants!.bias[0]).toBe(0);
    return made.operator(1).singleConstants!.uncertainty[0]!;
  };

  it('are charged with the dual norm of its weights', () => {
    const least = SINGLE_UNIT * 0.5 * Math.hypot(1, 2, -3, 0.5);
    expect(uncertainty(program())).toBeGreaterThan(least);
    expect(uncertainty(program())).toBeLessThan(20 * least);
  });

  it('are charged with how far the box reaches where the anchor is not the centre of the ball', () => {
    const reach = 0.75 + 0.5 * (2 + 3 + 0.5);
    const share = reach / (0.5 * Math.hypot(1, 2, -3, 0.5));
    expect(uncertainty(program(), 0.75) / uncertainty(program())).toBeCloseTo(share, 3);
  });
});
