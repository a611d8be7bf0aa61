import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import type { Patch, SweepPlan } from '../../src/bounds/sweep-plan.js';
import { MAX_ROWS } from '../../src/bounds/sweeper.js';
import type { UnitSeeds } from '../../src/bounds/unit-seeds.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError } from '../../src/errors.js';
import { mapSize, type Graph, type GraphNode, type MapShape } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import type { Random } from './random.js';
import { graphOf, RandomGraph } from './random-graph.js';

export interface Start {
  readonly y: number;
  readonly x: number;
  readonly channel: number;
  readonly value: number;
}

/** Unit rows that may share a block. */
export interface Starts {
  readonly patch: Patch | null;
  readonly rows: readonly Start[];
}

/** Rows of these positions, in random order. */
function rowsAt(random: Random, positions: readonly { y: number; x: number }[], channels: number): Start[] {
  return Array.from({ length: random.integer(1, MAX_ROWS) }, () => {
    const { y, x } = positions[random.integer(0, positions.length - 1)]!;
    return { y, x, channel: random.integer(0, channels - 1), value: random.pick([1, -1]) };
  });
}

/** Unit rows of one class of positions. */
export function startsOfClass(random: Random, graph: Graph, plan: SweepPlan): Starts {
  const { height, width, channels } = graph.nodes[plan.target]!.shape;
  const own = plan.classOf(random.integer(0, height - 1), random.integer(0, width - 1));
  const alike = Array.from({ length: height * width }, (_, at) => ({ y: Math.floor(at / width), x: at % width })).filter(({ y, x }) => {
    const { line, column } = plan.classOf(y, x);
    return line === own.line && column === own.column;
  });
  return { patch: null, rows: rowsAt(random, alike, channels) };
}

/** Unit rows that share the windows of one patch. */
export function startsOfPatch(random: Random, graph: Graph, plan: SweepPlan): Starts {
  const { height, width, channels } = graph.nodes[plan.target]!.shape;
  const [y, x] = [random.integer(0, height - 1), random.integer(0, width - 1)];
  const patch = { y, x, height: random.pick([1, random.integer(1, height - y)]), width: random.pick([1, random.integer(1, width - x)]) };
  const some = startsOfAxis(patch.y, patch.height, height, (at) => plan.classOf(at, x).line);
  const others = startsOfAxis(patch.x, patch.width, width, (at) => plan.classOf(y, at).column);
  const inside = some.flatMap((line) => others.map((column) => ({ y: line, x: column })));
  return { patch, rows: rowsAt(random, inside, channels) };
}

/** Positions on one axis at which rows of a patch may start. */
export function startsOfAxis(first: number, count: number, length: number, classOf: (at: number) => number): number[] {
  const all = Array.from({ length }, (_, at) => at);
  return all.filter((at) => (count === 1 ? classOf(at) === classOf(first) : at >= first && at < first + count));
}

export function elementOf(shape: MapShape, { y, x, channel }: Start): number {
  return (y * shape.width + x) * shape.channels + channel;
}

export function seed(seeds: UnitSeeds, shape: MapShape, { patch, rows }: Starts): void {
  seeds.clear(patch);
  for (const start of rows) seeds.add(shape, elementOf(shape, start), start.value);
}

/** A random graph, whose maps are small. */
export function smallGraph(random: Random): Graph {
  return new RandomGraph(random, [activation('relu')]).build(random.integer(4, 7));
}

/** Padded convolutions of one map that is so large that several positions on an axis are of one class. */
export function wideGraph(random: Random): Graph {
  const shape = { height: random.integer(7, 10), width: random.integer(7, 10), channels: 2 };
  const nodes: GraphNode[] = [{ kind: 'input', id: 0, inputs: [], origin: [], shape }];
  for (let id = 1; id < 4; id += 2) {
    const filters = {
      weights: random.array(36),
      bias: random.array(2),
      weightUnits: 0,
      biasError: null,
      groups: 1,
      kernelHeight: 3,
      kernelWidth: 3,
    };
    const places = { strideY: 1, strideX: 1, dilationY: 1, dilationX: 1, padTop: 1, padLeft: 1 };
    nodes.push(
      { kind: 'conv', id, inputs: [id - 1], origin: [], shape, ...filters, ...places },
      { kind: 'activation', id: id + 1, inputs: [id], origin: [], shape, functions: [activation('relu')] },
    );
  }
  return graphOf(nodes, nodes.length - 1);
}

/** A graph, bounded in singles, and the last target with rows of its own; null where there is none. */
export function bounded(random: Random, graph = smallGraph(random)) {
  const bounder = new Bounder(new Program(graph, createWasmEngine()));
  const size = mapSize(graph.nodes[0]!.shape);
  const centre = random.array(size);
  const region = ballRegion('linf', centre, 0.1, null, null);
  try {
    bounder.lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive', intersect: false, kernel: 'f32' });
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
  const target = Reflect.get(bounder, 'prepared') as number;
  return target > 0 ? { graph, bounder, centre, target } : null;
}

/** Where rows become singles. */
export const ARITHMETICS: Record<string, (plan: SweepPlan) => number | null> = {
  singles: (plan) => plan.target,
  'doubles, then singles': (plan) => plan.turningNode(0.5),
  doubles: () => null,
};
