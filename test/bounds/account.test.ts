import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { RowAccount } from '../../src/bounds/row-account.js';
import type { Coefficients, Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { gamma, UNIT } from '../../src/engine/rounding.js';
import { mapSize, type GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { graphOf } from '../support/random-graph.js';

/** The uncertainties charged to a row on its way to the input, in the order of the sweep (docs/soundness.md, the table). */
function charges(nodes: readonly GraphNode[], centre: Float64Array, epsilon: number): Float64Array[] {
  const engine = createReferenceEngine();
  const charged: Float64Array[] = [];
  /** By the intercepts that hold them. */
  const outward = new Map<Coefficients, Float64Array>();
  const spy: Engine = {
    ...engine,
    outwardLines(lines, constants, sums, biasGamma, out) {
      engine.outwardLines(lines, constants, sums, biasGamma, out);
      const { lowerSlope, lowerIntercept } = lines;
      outward.set(
        out.lower,
        lowerIntercept.map((t, k) => t + lowerSlope[k]! * (constants?.bias[k] ?? 0) - out.lower[k]!),
      );
    },
    relax(place, a, ls, li, us, ui, uncertainty, bias, error) {
      charged.push(uncertainty === null ? outward.get(li)! : Float64Array.from(uncertainty));
      engine.relax(place, a, ls, li, us, ui, uncertainty, bias, error);
    },
    accumulate(place, a, lower, upper, uncertainty, bias, error) {
      // Rows end at the box of the input, made wider.
      charged.push(uncertainty === null ? region.lower.map((low, k) => low - lower[k]!) : Float64Array.from(uncertainty));
      engine.accumulate(place, a, lower, upper, uncertainty, bias, error);
    },
  };
  const graph = graphOf(nodes, nodes.length - 1);
  const rows = [new Float64Array(mapSize(nodes.at(-1)!.shape)).fill(1)];
  const region = ballRegion('linf', centre, epsilon, null, null);
  new Bounder(new Program(graph, spy)).lowerBounds({ region, rows, method: 'crown-interval', relaxation: 'adaptive' });
  return charged;
}

const flat = (channels: number) => ({ height: 1, width: 1, channels });
const input: GraphNode = { kind: 'input', id: 0, inputs: [], origin: [], shape: flat(2) };
const next = { id: 1, inputs: [0], origin: [] };
const CENTRE = Float64Array.of(3, -5);
/** max |h| over the ball of radius 1. */
const REACH = [4, 6] as const;

interface Constants {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly weightUnits: number;
  readonly biasError: Float64Array | null;
}

/** Constants in which one term of the account outweighs the others. */
const CASES: readonly (readonly [string, Constants])[] = [
  ['products and sums', { weights: Float64Array.of(0.7, -0.3), bias: Float64Array.of(0), weightUnits: 0, biasError: null }],
  ['rounded weights', { weights: Float64Array.of(0.7, -0.3), bias: Float64Array.of(0), weightUnits: 1e6, biasError: null }],
  ['the bias', { weights: Float64Array.of(1e-9, 1e-9), bias: Float64Array.of(-1e9), weightUnits: 0, biasError: null }],
  ['a rounded bias', { weights: Float64Array.of(0.7, -0.3), bias: Float64Array.of(0), weightUnits: 0, biasError: Float64Array.of(1e-3) }],
];

const KINDS: Readonly<Record<string, (constants: Constants) => GraphNode>> = {
  dense: (constants) => ({ kind: 'dense', ...next, shape: flat(1), ...constants }),
  conv: (constants) => ({
    kind: 'conv', ...next, shape: flat(1), groups: 1, kernelHeight: 1, kernelWidth: 1, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, padTop: 0, padLeft: 0,
    ...constants,
  }), // prettier-ignore
  sparse: (constants) => ({
    kind: 'sparse',
    ...next,
    shape: flat(1),
    starts: Int32Array.of(0, 2),
    indices: Int32Array.of(0, 1),
    ...constants,
  }),
};

/** gamma_N; whether N is enough: sum-terms.test.ts. */
const sums = (nodes: readonly GraphNode[]) =>
  new RowAccount(new Program(graphOf(nodes, nodes.length - 1), createReferenceEngine())).biasGamma;

describe('the account of rounding charges', () => {
  describe.each(Object.keys(KINDS))('a %s step', (kind) => {
    it.each(CASES)('for %s', (_name, constants) => {
      const node = KINDS[kind]!(constants);
      const magnitude = REACH.reduce((sum, m, i) => sum + Math.abs(constants.weights[i]!) * m, 0);
      const bias = Math.abs(constants.bias[0]!) * sums([input, node]);
      const due = (gamma(1) + constants.weightUnits * UNIT) * magnitude + bias + (constants.biasError?.[0] ?? 0);
      expect(charges([input, node], CENTRE, 1)[0]![0]! / due).toBeGreaterThanOrEqual(1);
    });
  });

  it.each(CASES)('an affine step for %s', (_name, { weights, bias, weightUnits, biasError }) => {
    const node: GraphNode = { kind: 'affine', ...next, shape: flat(2), scale: weights, shift: bias, weightUnits, biasError };
    const shares = REACH.map((m, k) => {
      const due = (1 + weightUnits) * UNIT * Math.abs(weights[k]!) * m + sums([input, node]) * Math.abs(bias[0]!) + (biasError?.[0] ?? 0);
      return charges([input, node], CENTRE, 1)[0]![k]! / due;
    });
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
  });

  it('a slope that is not 0 or 1', () => {
    const node: GraphNode = { kind: 'activation', ...next, shape: flat(2), functions: [activation('leaky-relu', { alpha: 0.3 })] };
    const [charged] = charges([input, node], CENTRE, 1);
    expect([charged![0], charged![1]! >= UNIT * 0.3 * 6]).toEqual([0, true]);
  });

  it('an intercept', () => {
    const node: GraphNode = { kind: 'activation', ...next, shape: flat(2), functions: [activation('clip', { min: 1e9, max: 1e9 })] };
    expect(charges([input, node], CENTRE, 1)[0]![0]! / (sums([input, node]) * 1e9)).toBeGreaterThanOrEqual(1);
  });

  it('the weights and the intercepts of a pool', () => {
    const node: GraphNode = {
      kind: 'max-pool', ...next, shape: flat(1), kernelHeight: 1, kernelWidth: 2, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, padTop: 0, padLeft: 0,
    }; // prettier-ignore
    const wide: GraphNode = { ...input, shape: { height: 1, width: 2, channels: 1 } };
    const dominated = charges([wide, node], Float64Array.of(-5, 3), 1)[0]![0]!;
    // Near 1e9 the lines are about x / 2 + y / 2 + 1/2; near +-1e9 / 2 the intercept is the large one.
    const mixed = charges([wide, node], Float64Array.of(1e9, 1e9), 1)[0]![0]!;
    expect([dominated / (UNIT * 4), mixed / (UNIT * 1e9)].map((share) => share >= 1)).toEqual([true, true]);
  });

  it('both slopes and the intercept of a product', () => {
    const node: GraphNode = { kind: 'product', id: 1, inputs: [0, 0], origin: [], shape: flat(2) };
    const [first, second] = charges([input, node], CENTRE, 1);
    const due = REACH.map((m, k) => 2 * UNIT * Math.abs(CENTRE[k]!) * m + sums([input, node]) * (CENTRE[k]! * CENTRE[k]! - 1));
    expect(Math.min(...due.map((amount, k) => (first![k]! + second![k]!) / amount))).toBeGreaterThanOrEqual(1);
  });

  it('the end at the input', () => {
    const node = KINDS.dense!(CASES[0]![1]);
    const charged = charges([input, node], CENTRE, 1).at(-1)!;
    expect(Math.min(...REACH.map((m, i) => charged[i]! / (sums([input, node]) * m)))).toBeGreaterThanOrEqual(1);
  });

  it('every addition of coefficients that meet at a node', () => {
    const identity = { kind: 'affine', shape: flat(2), scale: null, shift: null, weightUnits: 0, biasError: null, origin: [] } as const;
    const nodes: GraphNode[] = [
      input,
      { ...identity, id: 1, inputs: [0] },
      { kind: 'add', id: 2, inputs: [1, 1, 1], origin: [], shape: flat(2), signs: [1, 1, 1] },
    ];
    const charged = charges(nodes, CENTRE, 1).filter(([first, second]) => first! >= UNIT * REACH[0] && second! >= UNIT * REACH[1]);
    // Two additions at node 1, and the end at the input.
    expect(charged).toHaveLength(3);
  });
});

describe.each(Object.keys(KINDS))('the interval of a %s layer', (kind) => {
  it('holds the exact sum where the computed one cancels', () => {
    const wide: GraphNode = { ...input, shape: flat(3) };
    const constants = { weights: Float64Array.of(1e16, 1, -1e16), bias: Float64Array.of(0), weightUnits: 0, biasError: null };
    const node = {
      ...KINDS[kind]!(constants),
      ...(kind === 'sparse' ? { starts: Int32Array.of(0, 3), indices: Int32Array.of(0, 1, 2) } : {}),
    };
    const program = new Program(graphOf([wide, node], 1), createReferenceEngine());
    const region = ballRegion('linf', Float64Array.of(1, 1, 1), 0, null, null);
    new Bounder(program).lowerBounds({ region, rows: [Float64Array.of(1)], method: 'interval', relaxation: 'adaptive' });
    expect(program.boundsOf(1).upper[0]).toBeGreaterThanOrEqual(1);
  });
});

describe('coefficients that underflow', () => {
  it('do not lose what large inputs make of them', () => {
    const tiny = { weights: Float64Array.of(1e-200), bias: null, weightUnits: 0, biasError: null };
    const nodes: GraphNode[] = [
      { ...input, shape: flat(1) },
      { kind: 'dense', ...next, shape: flat(1), ...tiny },
      { kind: 'dense', ...next, id: 2, inputs: [1], shape: flat(1), ...tiny },
    ];
    const region = ballRegion('linf', Float64Array.of(-1e300), 0, null, null);
    const bounder = new Bounder(new Program(graphOf(nodes, 2), createReferenceEngine()));
    const [lower] = bounder.lowerBounds({ region, rows: [Float64Array.of(1)], method: 'crown-interval', relaxation: 'adaptive' });
    expect(lower).toBeLessThanOrEqual(-1e-100);
  });
});
