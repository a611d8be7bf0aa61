import { describe, expect, it, vi } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { SweepPlan } from '../../src/bounds/sweep-plan.js';
import type { Sweeper } from '../../src/bounds/sweeper.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { type GraphNode, mapSize } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { evaluateGraph } from '../support/evaluate.js';
import { Random } from '../support/random.js';
import { graphOf } from '../support/random-graph.js';

const EPSILON = 0.125;
const input: GraphNode = { kind: 'input', id: 0, inputs: [], origin: [], shape: { height: 9, width: 9, channels: 2 } };
const halved = { height: 5, width: 5, channels: 3 };

/** A convolution of stride 2 with a window of k x k, or of `kernelHeight` x k. */
function conv(random: Random, id: number, from: number, k: number, pad: number, kernelHeight = k): GraphNode {
  const channels = from === 0 ? 2 : 3;
  return {
    ...{
      kind: 'conv',
      id,
      inputs: [from],
      origin: [],
      shape: halved,
      weightUnits: 0,
      biasError: null,
      groups: 1,
      kernelHeight,
      kernelWidth: k,
    },
    ...{
      strideY: 2,
      strideX: 2,
      dilationY: 1,
      dilationX: 1,
      padTop: (kernelHeight - 1) / 2,
      padLeft: pad,
      padBottom: (kernelHeight - 1) / 2,
      padRight: pad,
    },
    ...{ weights: random.array(3 * channels * kernelHeight * k).map(Math.fround), bias: random.array(3) },
  };
}

function stemOf(random: Random): GraphNode {
  const shape = { height: 9, width: 9, channels: 3 };
  return {
    ...{ kind: 'conv', id: 1, inputs: [0], origin: [], shape, weightUnits: 0, biasError: null, groups: 1, kernelHeight: 3, kernelWidth: 3 },
    ...{ strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, padTop: 1, padLeft: 1, padBottom: 1, padRight: 1 },
    ...{ weights: random.array(2 * 3 * 9).map(Math.fround), bias: random.array(3) },
  };
}

/** One node that several convolutions read, with windows that do not hold each other or one of which holds the others, and their sum. */
function fork(random: Random, kernels: readonly number[], heights: readonly number[] = kernels) {
  const stem = stemOf(random);
  const readers = kernels.map((k, i) => conv(random, 2 + i, 1, k, (k - 1) / 2, heights[i]));
  const id = 2 + kernels.length;
  const sum: GraphNode = {
    kind: 'add',
    id,
    inputs: readers.map((node) => node.id),
    origin: [],
    shape: halved,
    signs: kernels.map(() => 1),
  };
  return { graph: graphOf([input, stem, ...readers, sum], id), target: id };
}

describe.each([
  { kernels: [1, 3], clears: 0 },
  { kernels: [1, 3], heights: [3, 3], clears: 0 },
  { kernels: [3, 1], heights: [1, 3], clears: 1 },
  { kernels: [3, 1], heights: [3, 3], clears: 0 },
  { kernels: [3, 1], clears: 0 },
  { kernels: [1, 3, 5], clears: 0 },
  { kernels: [5, 1, 3], clears: 1 },
  { kernels: [3, 5, 1], clears: 0 },
  { kernels: [1, 1, 5], clears: 0 },
  { kernels: [5, 1, 1], clears: 1 },
])('rows that meet again behind windows of $kernels by $heights', ({ kernels, heights, clears }) => {
  it.each([
    { single: false, unsure: 1e-9 },
    { single: true, unsure: 5e-4 },
  ])('are what the sum is, in singles: $single', ({ single, unsure }) => {
    const { graph, target } = fork(new Random(kernels[0]! + 5), kernels, heights);
    const engine = createWasmEngine();
    const cleared = vi.spyOn(engine, 'clear');
    const program = new Program(graph, engine);
    const bounder = new Bounder(program);
    const size = mapSize(input.shape);
    const centre = new Random(3).array(size);
    const region = ballRegion('linf', centre, EPSILON, null, null);
    bounder.lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive', intersect: false, kernel: 'f32' });
    const sweeper = Reflect.get(bounder, 'sweeper') as Sweeper;
    for (let id = 0; id <= target; id++) {
      Reflect.apply(Reflect.get(bounder, 'prepareSingles') as (id: number) => void, bounder, [id]);
      sweeper.account.finishSingles(id);
    }
    const plan = new SweepPlan(program, target, false);
    const middle = evaluateGraph(graph, centre);
    const slopes = Array.from({ length: size }, (_, i) => evaluateGraph(graph, centre.map((x, k) => (k === i ? x + 1 : x)))); // prettier-ignore
    for (const [y, x] of [
      [0, 0],
      [2, 2],
      [0, 4],
      [4, 3],
      [1, 2],
    ] as const) {
      // prettier-ignore
      sweeper.seeds.clear();
      for (let c = 0; c < 3; c++) sweeper.seeds.add(halved, (y * 5 + x) * 3 + c, 1);
      cleared.mockClear();
      const bounds = sweeper.sweepUnits(plan, single ? target : null).slice(0, 3);
      expect(cleared.mock.calls.length, `at ${y}, ${x}`).toBe(clears);
      for (let c = 0; c < 3; c++) {
        const k = (y * 5 + x) * 3 + c;
        const reach = slopes.reduce((sum, values) => sum + EPSILON * Math.abs(values[k]! - middle[k]!), 0);
        expect(bounds[c]!).toBeLessThanOrEqual(middle[k]! - reach + 1e-12);
        expect(bounds[c]!).toBeGreaterThan(middle[k]! - reach - unsure);
      }
    }
  });
});

it('a path that ends at a box leaves a window that the other one does not fill', () => {
  const random = new Random(11);
  const size = { height: 10, width: 10, channels: 3 };
  const at = { ...input, shape: { ...size, channels: 2 } };
  const stem = { ...stemOf(random), shape: size };
  const narrow = conv(random, 2, 1, 1, 0);
  // The same sums: a window of 3 x 3 with zeros around the middle.
  const wide = conv(random, 2, 1, 3, 1);
  if (narrow.kind !== 'conv' || wide.kind !== 'conv') throw new Error('not convolutions');
  const weights = wide.weights.map((_, i) => (Math.floor(i / 3) % 9 === 4 ? narrow.weights[Math.floor(i / 27) * 3 + (i % 3)]! : 0));
  const relu: GraphNode = { kind: 'activation', id: 3, inputs: [1], origin: [], shape: size, functions: [activation('relu')] };
  const other = conv(random, 4, 3, 3, 1);
  const sum: GraphNode = { kind: 'add', id: 5, inputs: [2, 4], origin: [], shape: halved, signs: [1, 1] };
  const rows = Array.from({ length: 3 }, () => random.array(mapSize(halved)));
  const centre = random.array(mapSize(at.shape));
  const [found, expected] = [narrow, { ...wide, weights, bias: narrow.bias }].map((reader) => {
    const graph = graphOf([at, stem, reader, relu, other, sum], 5);
    const bounder = new Bounder(new Program(graph, createWasmEngine()));
    const region = ballRegion('linf', centre, EPSILON, null, null);
    bounder.lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive', intersect: false });
    const sweeper = Reflect.get(bounder, 'sweeper') as Sweeper;
    const bounds = Array.from(sweeper.sweepRows(new SweepPlan(bounder.program, 5, true), rows, true));
    for (let trial = 0; trial < 20; trial++) {
      const values = evaluateGraph(graph, centre.map((x) => x + random.pick([-1, 1]) * EPSILON)); // prettier-ignore
      rows.forEach((row, i) => expect(bounds[i]!).toBeLessThan(row.reduce((total, a, k) => total + a * values[k]!, 0)));
    }
    return bounds;
  });
  found!.forEach((bound, i) => expect(bound).toBeCloseTo(expected![i]!, 9));
});
