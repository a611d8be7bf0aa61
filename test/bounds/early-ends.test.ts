import { describe, expect, it } from 'vitest';
import { SweepPlan } from '../../src/bounds/sweep-plan.js';
import type { Sweeper } from '../../src/bounds/sweeper.js';
import { compare, dyadic, multiply } from '../support/dyadic.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Random } from '../support/random.js';
import { ARITHMETICS, bounded, elementOf, seed, type Start, startsOfClass, startsOfPatch } from '../support/unit-rows.js';

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
      const { patch, rows: starts } = (number % 2 === 0 ? startsOfPatch : startsOfClass)(random, graph, plan);
      const { shape } = graph.nodes[target]!;
      const points = [centre, ...Array.from({ length: 2 }, () => centre.map((x) => x + random.pick([-0.099, 0, 0.099])))];
      const values = points.map((point) => evaluateExactly({ ...graph, outputNode: target }, Array.from(point, dyadic)));
      const check = (start: Start, bound: number, where: string) => {
        const k = elementOf(shape, start);
        const above = values.some((value) => bound > -Infinity && compare(dyadic(bound), multiply(value[k]!, dyadic(start.value))) > 0);
        if (above) wrong.push(`graph ${number}: ${where}`);
      };
      seed(sweeper.seeds, shape, { patch, rows: starts });
      const whole = sweeper.sweepUnits(plan, turning(plan)).slice(0, starts.length);
      const lost = sweeper.uncertainties.slice();
      seed(sweeper.seeds, shape, { patch, rows: starts });
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
        seed(sweeper.seeds, shape, { patch, rows: left.map(({ start }) => start) });
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
