import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import type { Patch, SweepPlan } from '../../src/bounds/sweep-plan.js';
import { MAX_ROWS } from '../../src/bounds/sweeper.js';
import type { UnitSeeds } from '../../src/bounds/unit-seeds.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError } from '../../src/errors.js';
import { mapSize, type Graph, type MapShape } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import type { Random } from './random.js';
import { RandomGraph } from './random-graph.js';

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

/** Unit rows of one patch. */
export function startsOfPatch(random: Random, graph: Graph, plan: SweepPlan): Starts {
  const { height, width, channels } = graph.nodes[plan.target]!.shape;
  const [y, x] = [random.integer(0, height - 1), random.integer(0, width - 1)];
  const patch = { y, x, height: random.integer(1, height - y), width: random.integer(1, width - x) };
  const inside = Array.from({ length: patch.height * patch.width }, (_, at) => ({
    y: y + Math.floor(at / patch.width),
    x: x + (at % patch.width),
  }));
  return { patch, rows: rowsAt(random, inside, channels) };
}

export function elementOf(shape: MapShape, { y, x, channel }: Start): number {
  return (y * shape.width + x) * shape.channels + channel;
}

export function seed(seeds: UnitSeeds, shape: MapShape, { patch, rows }: Starts): void {
  seeds.clear(patch);
  for (const start of rows) seeds.add(shape, elementOf(shape, start), start.value);
}

/** A graph, bounded in singles, and the last target with rows of its own; null where there is none. */
export function bounded(random: Random) {
  const graph = new RandomGraph(random, [activation('relu')]).build(random.integer(4, 7));
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
