import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion, type Region } from '../../src/bounds/region.js';
import { RowAccount } from '../../src/bounds/row-account.js';
import { SweepPlan } from '../../src/bounds/sweep-plan.js';
import type { Sweeper } from '../../src/bounds/sweeper.js';
import type { Engine, Placement } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { gamma } from '../../src/engine/rounding.js';
import type { GraphNode, MapShape } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { ZERO, add, compare, dyadic } from '../support/dyadic.js';
import { CROWD, crowded } from '../support/crowded.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Random } from '../support/random.js';
import { RandomGraph, graphOf } from '../support/random-graph.js';
import { smallGraph } from '../support/unit-rows.js';
import { wasmEngines } from '../support/wasm-engines.js';

const ENGINES: Readonly<Record<string, () => Engine>> = { reference: createReferenceEngine, ...wasmEngines };

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

const REGIONS: Readonly<Record<string, (point: Float64Array) => Region>> = {
  'a point': (point) => ballRegion('linf', point, 0, null, null),
  'an l2 ball': (point) => ballRegion('l2', point, 1e-30, null, null),
  'an l1 ball': (point) => ballRegion('l1', point, 1e-30, null, null),
  'an l2 ball that a box cuts': (point) => ballRegion('l2', point, 1e-30, null, { lower: point, upper: point.map((x) => x + 1) }),
};

const CASES = Object.entries(REGIONS).flatMap(([region, regionAt]) =>
  Object.entries(ENGINES).map(([engine, create]) => [region, engine, regionAt, create] as const),
);

describe.each(Object.entries(CROWDED))(
  'bounds with sums that are rounded up: %s',
  (_name, { point, nodes, shape = flat(point.length) }) => {
    it.each(CASES)('are below the exact value, %s, %s engine', (_region, _engine, regionAt, create) => {
      const graph = graphOf([{ kind: 'input', id: 0, inputs: [], origin: [], shape }, ...nodes], nodes.length);
      const program = new Program(graph, create());
      const row = new Float64Array(program.size(graph.outputNode)).fill(1);
      const request = { region: regionAt(point), rows: [row], relaxation: 'adaptive', kernel: 'f64' } as const;
      const value = evaluateExactly(graph, Array.from(point, dyadic)).reduce(add, ZERO);
      const [lower] = new Bounder(program).lowerBounds({ ...request, method: 'cnn-cert' });
      expect(compare(dyadic(lower!), value)).toBeLessThanOrEqual(0);
      expect(compare(dyadic(lower! + 1e-11), value)).toBe(1);
    });
  },
);

/** Sums that no engine adds: the line and the constants of unit rows, what a ball takes; and the box of an early look, which is added to copies. */
const OTHERS = 4;

/** Most roundings of a term in any sweep of a bounder since it was watched: those of the longest sum over a window, and additions to what its rows have. */
function watched(bounder: Bounder, engine: Engine) {
  const sweeper = Reflect.get(bounder, 'sweeper') as Sweeper;
  const bias = Reflect.get(sweeper, 'bias') as Float64Array;
  const seen = { most: 0, additions: OTHERS, longest: 0 };
  const count = ({ height, run }: Placement, of: Float64Array): void => {
    if (of !== bias) return;
    seen.additions++;
    seen.longest = Math.max(seen.longest, engine.sumTerms(height, run));
    seen.most = Math.max(seen.most, seen.additions + seen.longest);
  };
  for (const method of ['sweepUnits', 'sweepRows'] as const) {
    const sweep = sweeper[method].bind(sweeper) as (...given: unknown[]) => unknown;
    Object.assign(sweeper, {
      [method]: (...given: unknown[]) => {
        Object.assign(seen, { additions: OTHERS, longest: 0 });
        return sweep(...given);
      },
    });
  }
  const inner = { ...engine };
  engine.relax = (place, ...rest) => {
    count(place, rest[6]);
    inner.relax(place, ...rest);
  };
  engine.accumulate = (place, ...rest) => {
    count(place, rest[4]);
    inner.accumulate(place, ...rest);
  };
  engine.subtractReach = (place, ...rest) => {
    count(place, rest[3]);
    inner.subtractReach(place, ...rest);
  };
  return { seen, sweeper };
}

it('terms of a row go through at most the roundings that its account has', () => {
  let turned = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const random = new Random(seed);
    const graph = new RandomGraph(random, [activation('relu'), activation('tanh')]).build(random.integer(1, 6));
    const engine = createReferenceEngine();
    const program = new Program(graph, engine);
    const bounder = new Bounder(program);
    const { seen, sweeper } = watched(bounder, engine);
    const region = ballRegion(random.pick(['linf', 'l2']), random.array(program.size(0)), 0.1, null, null);
    const rows = [random.array(program.size(graph.outputNode))];
    const request = { region, rows, method: 'cnn-cert', relaxation: 'adaptive', intersect: false } as const;
    for (const kernel of ['f64', 'auto', 'f32'] as const) bounder.lowerBounds({ ...request, kernel });
    // Rows of small networks never turn by themselves.
    for (const { kind, inputs, id } of graph.nodes) {
      const target = inputs[0] ?? 0;
      if (id === graph.outputNode || kind !== 'activation' || target === 0) continue;
      const plan = new SweepPlan(program, target, false);
      const turning = plan.turningNode(0.99);
      if (turning === target) continue;
      turned++;
      sweeper.seeds.clear();
      sweeper.seeds.add(program.node(target).shape, 0, 1);
      sweeper.sweepUnits(plan, turning);
    }
    expect(gamma(seen.most)).toBeLessThanOrEqual(new RowAccount(program).biasGamma);
  }
  expect(turned).toBeGreaterThan(20);
});

it.each([NaN, Infinity, 2 ** 60])('an engine whose sums may go through %d roundings proves nothing', (roundings) => {
  const program = new Program(smallGraph(new Random(3)), { ...createReferenceEngine(), sumTerms: () => roundings });
  const region = ballRegion('linf', new Float64Array(program.size(0)), 0.01, null, null);
  const row = new Float64Array(program.size(program.graph.outputNode)).fill(1);
  for (const kernel of ['f64', 'f32', 'auto'] as const) {
    const request = { region, rows: [row], method: 'cnn-cert', relaxation: 'adaptive', kernel } as const;
    expect([...new Bounder(program).lowerBounds(request)]).toEqual([-Infinity]);
  }
});
