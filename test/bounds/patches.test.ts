import { describe, expect, it } from 'vitest';
import { SweepPlan } from '../../src/bounds/sweep-plan.js';
import type { Sweeper } from '../../src/bounds/sweeper.js';
import { dyadic, compare, multiply } from '../support/dyadic.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Random } from '../support/random.js';
import { ARITHMETICS, bounded, elementOf, seed, smallGraph, startsOfPatch, wideGraph } from '../support/unit-rows.js';

describe.each(Object.entries(ARITHMETICS))('rows that share the windows of a patch (%s)', (_, turning) => {
  it('have the bounds that each has in its own windows, but for rounding, and sound ones', () => {
    const wrong: string[] = [];
    let [rows, wide, apart] = [0, 0, 0];
    for (let number = 1; number <= 120; number++) {
      const random = new Random(number);
      const found = bounded(random, number % 3 === 0 ? wideGraph(random) : smallGraph(random));
      if (found === null) continue;
      const { graph, bounder, centre, target } = found;
      const sweeper = Reflect.get(bounder, 'sweeper') as Sweeper;
      const plan = new SweepPlan(bounder.program, target, false);
      const { shape } = graph.nodes[target]!;
      const starts = startsOfPatch(random, graph, plan);
      seed(sweeper.seeds, shape, starts);
      const together = sweeper.sweepUnits(plan, turning(plan)).slice(0, starts.rows.length);
      const lost = sweeper.uncertainties.slice();
      const values = [centre, centre.map((x) => x + random.pick([-0.099, 0, 0.099]))].map((point) =>
        evaluateExactly({ ...graph, outputNode: target }, Array.from(point, dyadic)),
      );
      starts.rows.forEach((start, row) => {
        seed(sweeper.seeds, shape, { patch: null, rows: [start] });
        const [alone = NaN] = sweeper.sweepUnits(plan, turning(plan));
        const bound = together[row]!;
        const tolerance = 2 * Math.max(lost[row]!, sweeper.uncertainties[0]!);
        if (!Object.is(bound, alone) && !(Math.abs(bound - alone) <= tolerance)) wrong.push(`graph ${number}: ${bound}, alone ${alone}`);
        const exact = values.map((value) => multiply(value[elementOf(shape, start)]!, dyadic(start.value)));
        if (bound > -Infinity && exact.some((value) => compare(dyadic(bound), value) > 0))
          wrong.push(`graph ${number}: ${bound} is not sound`);
      });
      rows += starts.rows.length;
      const { height = 1, width = 1 } = starts.patch ?? {};
      if (height * width > 1) wide++;
      const lines = new Set(starts.rows.map(({ y }) => y)).size;
      const columns = new Set(starts.rows.map(({ x }) => x)).size;
      if ((height > 1 && width === 1 && columns > 1) || (width > 1 && height === 1 && lines > 1)) apart++;
    }
    expect(wrong).toEqual([]);
    expect(rows).toBeGreaterThan(500);
    expect(wide).toBeGreaterThan(20);
    expect(apart).toBeGreaterThan(5);
  });
});
