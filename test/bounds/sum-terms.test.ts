import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { RowAccount } from '../../src/bounds/row-account.js';
import type { Engine, Placement } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { gamma, sumTerms, UNIT } from '../../src/engine/rounding.js';
import { mapSize, type GraphNode, type MapShape } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { ZERO, add, compare, dyadic } from '../support/dyadic.js';
import { absolute, less, subtract } from '../support/dyadic-parts.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Random } from '../support/random.js';
import { RandomGraph, graphOf } from '../support/random-graph.js';
import { wasmEngines } from '../support/wasm-engines.js';

const ENGINES: Readonly<Record<string, () => Engine>> = { reference: createReferenceEngine, ...wasmEngines };

/** Added to a number in [1, 2), it is rounded up by nearly all of its size. */
const CROWD = UNIT * (1 + 2 ** -20);

/** The elements of the lane of the first one: 1, and the others that are rounded up; 0 in other lanes. */
const crowded = (size: number): Float64Array => Float64Array.from({ length: size }, (_, k) => (k === 0 ? 1 : k % 4 === 0 ? CROWD : 0));

/** An engine that adds term after term to what a row has. */
function oneByOne(): Engine {
  const engine = createReferenceEngine();
  return {
    ...engine,
    accumulate(place, coefficients, lower, upper, uncertainty, bias, error) {
      const all = Float64Array.from(coefficients);
      const { run, stride } = place;
      for (let k = 0; k < place.height * run; k++) {
        const only = all.map((a, i) => (i % (place.height * run) === k ? a : 0));
        engine.accumulate({ ...place, stride }, only, lower, upper, uncertainty, bias, error);
      }
    },
  };
}

/**
 * Whether the sums of a row whose coefficients are 1 miss the exact ones by no more than `factor` times what `sumTerms` and the addition to what the row has, `start`,
 * allow.
 */
function keepTo(engine: Engine, [height, run]: readonly [number, number], constants: Float64Array, start: number, factor = 1): boolean {
  const put = (values: Float64Array): Float64Array => {
    const array = engine.allocate(values.length);
    array.set(values);
    return array;
  };
  const place: Placement = { rows: 1, height, run, stride: run, offsets: engine.allocateIndices(1) };
  const sums = [put(Float64Array.of(start)), put(Float64Array.of(start))] as const;
  const map = put(constants);
  engine.accumulate(place, put(new Float64Array(height * run).fill(1)), map, map, map, ...sums);
  const exact = constants.reduce((sum, constant) => add(sum, dyadic(constant)), dyadic(start));
  const total = constants.reduce((sum, constant) => sum + constant, 0);
  const allowed = gamma(sumTerms(height, run)) * total + UNIT * (start + 2 * total);
  return sums.every(([sum]) => less(absolute(subtract(dyadic(sum!), exact)), dyadic(factor * allowed)));
}

const WINDOWS = [[1, 4096], [64, 64], [128, 7], [300, 1], [5, 30]] as const; // prettier-ignore

describe.each(Object.entries(ENGINES))('sums of rows, %s engine', (_name, create) => {
  it.each(WINDOWS)('keep to the roundings that are counted, %i lines of %i', (height, run) => {
    const size = height * run;
    expect(keepTo(create(), [height, run], crowded(size), 0)).toBe(true);
    const full = new Float64Array(size).fill(CROWD);
    expect(keepTo(create(), [height, run], full, 1)).toBe(true);
    expect(keepTo(create(), [height, run], Float64Array.of(1, ...full.subarray(1)), 0)).toBe(true);
  });
});

it('an engine that adds term after term would be seen', () => {
  expect(keepTo(oneByOne(), [1, 4096], new Float64Array(4096).fill(CROWD), 1, 2)).toBe(false);
});

const SIZE = 4096;
const flat = (channels: number) => ({ height: 1, width: 1, channels });
const exact = { weightUnits: 0, biasError: null };
const after = (input: number, size = SIZE) => ({ id: input + 1, inputs: [input], origin: [], shape: flat(size) });
const constants = crowded(SIZE);

interface Crowded {
  readonly shape?: MapShape;
  readonly point: Float64Array;
  readonly nodes: readonly GraphNode[];
}

/** Networks whose outputs sum up to 1 and many numbers that are rounded up on the way. */
const CROWDED: Readonly<Record<string, Crowded>> = {
  'the input': { point: constants, nodes: [] },
  'a tall input': {
    shape: { height: 1024, width: 1, channels: 1 },
    point: Float64Array.of(1, ...new Float64Array(1023).fill(CROWD)),
    nodes: [],
  },
  'a dense bias': {
    point: new Float64Array(1),
    nodes: [{ kind: 'dense', ...after(0), weights: new Float64Array(SIZE), bias: constants, ...exact }],
  },
  'a sparse bias': {
    point: new Float64Array(1),
    nodes: [
      {
        kind: 'sparse',
        ...after(0),
        starts: new Int32Array(SIZE + 1),
        indices: new Int32Array(0),
        weights: null,
        bias: constants,
        ...exact,
      },
    ],
  },
  'a shift': { point: new Float64Array(SIZE), nodes: [{ kind: 'affine', ...after(0), scale: null, shift: constants, ...exact }] },
  intercepts: {
    point: new Float64Array(SIZE),
    nodes: [
      { kind: 'activation', ...after(0), functions: Array.from(constants, (value) => activation('clip', { min: value, max: value })) },
    ],
  },
  'a thousand layers': {
    point: new Float64Array(1),
    nodes: Array.from({ length: 1000 }, (_, i) => ({
      kind: 'affine',
      ...after(i, 1),
      scale: null,
      shift: Float64Array.of(i === 999 ? 1 : CROWD),
      ...exact,
    })),
  },
};

describe.each(Object.entries(CROWDED))(
  'bounds with sums that are rounded up: %s',
  (_name, { point, nodes, shape = flat(point.length) }) => {
    it.each(Object.entries(ENGINES))('are below the exact value, %s engine', (_engine, create) => {
      const graph = graphOf([{ kind: 'input', id: 0, inputs: [], origin: [], shape }, ...nodes], nodes.length);
      const program = new Program(graph, create());
      const row = new Float64Array(program.size(graph.outputNode)).fill(1);
      const request = { region: ballRegion('linf', point, 0, null, null), rows: [row], relaxation: 'adaptive', kernel: 'f64' } as const;
      const value = evaluateExactly(graph, Array.from(point, dyadic)).reduce(add, ZERO);
      const [lower] = new Bounder(program).lowerBounds({ ...request, method: 'cnn-cert' });
      expect(compare(dyadic(lower!), value)).toBeLessThanOrEqual(0);
      expect(compare(dyadic(lower! + 1e-11), value)).toBe(1);
    });
  },
);

/** Counts additions of sums to rows since these were 0, and the roundings of the longest sum. */
function counting(engine: Engine) {
  const seen = { most: 0, additions: 0, longest: 0 };
  const count = ({ rows, height, run }: Placement, bias: Float64Array, error: Float64Array): void => {
    let isFresh = true;
    for (let row = 0; row < rows; row++) if (bias[row] !== 0 || error[row] !== 0) isFresh = false;
    if (isFresh) Object.assign(seen, { additions: 0, longest: 0 });
    seen.additions++;
    seen.longest = Math.max(seen.longest, sumTerms(height, run));
    seen.most = Math.max(seen.most, seen.additions + seen.longest);
  };
  const spied: Engine = {
    ...engine,
    relax(place, ...rest) {
      count(place, rest[6], rest[7]);
      engine.relax(place, ...rest);
    },
    accumulate(place, ...rest) {
      count(place, rest[4], rest[5]);
      engine.accumulate(place, ...rest);
    },
    subtractReach(place, ...rest) {
      count(place, rest[3], rest[4]);
      engine.subtractReach(place, ...rest);
    },
  };
  return { engine: spied, seen };
}

it('terms of a row go through at most the roundings that its account has', () => {
  let worst = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const random = new Random(seed);
    const graph = new RandomGraph(random, [activation('relu'), activation('tanh')]).build(random.integer(1, 6));
    const { engine, seen } = counting(createReferenceEngine());
    const program = new Program(graph, engine);
    const centre = random.array(mapSize(graph.nodes[0]!.shape));
    const rows = [random.array(program.size(graph.outputNode))];
    const region = ballRegion(random.pick(['linf', 'l2']), centre, 0.1, null, null);
    new Bounder(program).lowerBounds({
      region,
      rows,
      method: 'cnn-cert',
      relaxation: 'adaptive',
      kernel: random.pick(['f64', 'f32', 'auto']),
    });
    expect(seen.most).toBeGreaterThan(0);
    worst = Math.max(worst, gamma(seen.most) / new RowAccount(program).biasGamma);
  }
  expect(worst).toBeLessThanOrEqual(1);
});
