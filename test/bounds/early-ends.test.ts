import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { SweepPlan } from '../../src/bounds/sweep-plan.js';
import { MAX_ROWS, type Sweeper } from '../../src/bounds/sweeper.js';
import type { UnitSeeds } from '../../src/bounds/unit-seeds.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError } from '../../src/errors.js';
import { mapSize, type Graph, type MapShape } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { compare, dyadic, multiply } from '../support/dyadic.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';

interface Start {
  readonly y: number;
  readonly x: number;
  readonly channel: number;
  readonly value: number;
}

/** Unit rows of one class of positions, in random order. */
function randomStarts(random: Random, graph: Graph, plan: SweepPlan): Start[] {
  const { height, width, channels } = graph.nodes[plan.target]!.shape;
  const [y, x] = [random.integer(0, height - 1), random.integer(0, width - 1)];
  const alike: Start[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (plan.classOf(row, column) !== plan.classOf(y, x)) continue;
      for (let channel = 0; channel < channels; channel++) alike.push({ y: row, x: column, channel, value: random.pick([1, -1]) });
    }
  }
  return Array.from({ length: random.integer(1, MAX_ROWS) }, () => random.pick(alike));
}

function seed(seeds: UnitSeeds, shape: MapShape, starts: readonly Start[]): void {
  seeds.clear();
  for (const { y, x, channel, value } of starts) seeds.add(shape, (y * shape.width + x) * shape.channels + channel, value);
}

/** A graph, bounded in singles, and the last target with rows of its own; null where there is none. */
function bounded(random: Random) {
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

const ARITHMETICS: Record<string, (plan: SweepPlan) => number | null> = {
  singles: (plan) => plan.target,
  'doubles, then singles': (plan) => plan.turningNode(0.5),
  doubles: () => null,
};

describe.each(Object.entries(ARITHMETICS))('rows that end early (%s)', (_, turning) => {
  it('leave the others as they were, and end at sound bounds', () => {
    const counts = { reviewed: 0, ended: 0, rest: 0 };
    const wrong: string[] = [];
    let unsure = 0;
    for (let number = 1; number <= 80; number++) {
      const random = new Random(number);
      const found = bounded(random);
      if (found === null) continue;
      const { graph, bounder, centre, target } = found;
      const sweeper = Reflect.get(bounder, 'sweeper') as Sweeper;
      const errors = Reflect.get(sweeper, 'error') as Float64Array;
      const plan = new SweepPlan(bounder.program, target, false);
      const starts = randomStarts(random, graph, plan);
      const { shape } = graph.nodes[target]!;
      const { width, channels } = shape;
      const points = [centre, ...Array.from({ length: 2 }, () => centre.map((x) => x + random.pick([-0.099, 0, 0.099])))];
      const values = points.map((point) => evaluateExactly({ ...graph, outputNode: target }, Array.from(point, dyadic)));
      const check = (start: Start, bound: number, where: string) => {
        const k = (start.y * width + start.x) * channels + start.channel;
        const above = values.some((value) => bound > -Infinity && compare(dyadic(bound), multiply(value[k]!, dyadic(start.value))) > 0);
        if (above) wrong.push(`graph ${number}: ${where}`);
      };
      seed(sweeper.seeds, shape, starts);
      const whole = sweeper.sweepUnits(plan, turning(plan)).slice(0, starts.length);
      const lost = sweeper.uncertainties.slice();
      seed(sweeper.seeds, shape, starts);
      let left = starts.map((start, row) => ({ start, row }));
      const results = sweeper.sweepUnits(plan, turning(plan), (bounds) => {
        counts.reviewed++;
        left.forEach(({ start }, row) => {
          check(start, bounds[row]!, 'a bound at a box');
          // What was lost on the way is too little for the values to show it.
          const onTheWay = errors[row]!;
          if (!(sweeper.uncertainties[row]! >= onTheWay)) wrong.push(`graph ${number}: ${onTheWay} was lost on the way to a box`);
          if (onTheWay > 0) unsure++;
        });
        const keep = random.pick([0.3, 0.7, 1]);
        const kept = left.map((_, row) => row).filter(() => random.next() < keep);
        counts.ended += left.length - kept.length;
        left = kept.map((row) => left[row]!);
        seed(
          sweeper.seeds,
          shape,
          left.map(({ start }) => start),
        );
        return kept;
      });
      counts.rest += left.length;
      left.forEach(({ start, row }, now) => {
        check(start, results[now]!, 'a bound at the input');
        // Sums of singles are cut where other rows have zeros: the same row, but for what rounding may take from it.
        const differs =
          turning(plan) !== null
            ? !(Math.abs(results[now]! - whole[row]!) <= 2 * Math.max(lost[row]!, sweeper.uncertainties[now]!))
            : results[now] !== whole[row];
        if (differs && !Object.is(results[now], whole[row]))
          wrong.push(`graph ${number}: row ${row} gives ${results[now]}, alone ${whole[row]}`);
      });
    }
    expect(wrong).toEqual([]);
    expect(unsure).toBeGreaterThan(30);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(30);
  });
});
