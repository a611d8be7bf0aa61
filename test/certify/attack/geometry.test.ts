import { describe, expect, it } from 'vitest';
import { InputBall } from '../../../src/certify/input-ball.js';
import { LinearDescent } from '../../../src/certify/attack/linear-descent.js';
import { pointInside } from '../../../src/certify/attack/counterexample.js';
import { project } from '../../../src/certify/attack/project.js';
import { randomStart } from '../../../src/certify/attack/random-start.js';
import { AttackSpace } from '../../../src/certify/attack/space.js';
import { steepestStep } from '../../../src/certify/attack/steepest.js';
import { Random } from '../../support/random.js';

interface Case {
  readonly space: AttackSpace;
  readonly random: Random;
  readonly epsilon: number;
}

/** Random balls in all their variants: with and without a range, weights, weights of 0. */
function cases(norm: 'l1' | 'l2' | 'linf', count = 60): Case[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = new Random(seed + 1);
    const size = random.integer(1, 12);
    const centre = random.array(size);
    const weights = random.next() < 0.5 ? Float64Array.from({ length: size }, () => random.pick([0, 0.3, 1, 2])) : null;
    const clip =
      random.next() < 0.5
        ? { lower: centre.map((x) => x - random.uniform(0, 0.4)), upper: centre.map((x) => x + random.uniform(0, 0.4)) }
        : null;
    return { space: new AttackSpace(new InputBall(norm, centre, weights, clip)), random, epsilon: random.pick([1e-6, 0.05, 0.5, 3]) };
  });
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const isInBox = ({ lower, upper }: AttackSpace, u: Float64Array) => u.every((value, i) => value >= lower[i]! && value <= upper[i]!);

describe.each(['l1', 'l2', 'linf'] as const)('the geometry of %s attacks', (norm) => {
  it('projects into the ball and the box', () => {
    const outside = cases(norm).filter(({ space, random, epsilon }) => {
      const projected = project(space, random.array(space.size, -2, 2), epsilon);
      return !(isInBox(space, projected) && space.length(projected) <= epsilon * (1 + 1e-12));
    });
    expect(outside).toEqual([]);
  });

  it('projects to the nearest point: the remainder makes no acute angle with any way into the set', () => {
    let worst = 0;
    for (const { space, random, epsilon } of cases(norm)) {
      const u = random.array(space.size, -2, 2);
      const projected = project(space, u, epsilon);
      const remainder = u.map((value, i) => value - projected[i]!);
      for (let sample = 0; sample < 40; sample++) {
        const other = project(space, random.array(space.size, -3, 3), epsilon * random.next());
        worst = Math.max(
          worst,
          dot(
            remainder,
            other.map((value, i) => value - projected[i]!),
          ) /
            (1 + epsilon),
        );
      }
    }
    expect(worst).toBeLessThan(1e-6);
  });

  it('leaves points of the set where they are', () => {
    for (const { space, random, epsilon } of cases(norm, 20)) {
      const inside = project(space, random.array(space.size, -2, 2), epsilon / 2);
      expect(project(space, inside, epsilon)).toEqual(inside);
    }
  });

  it('finds the minimum of a linear function over the set', () => {
    let worst = 0;
    for (const { space, random, epsilon } of cases(norm)) {
      const slope = random.array(space.size);
      const minimiser = new LinearDescent(space, slope).within(epsilon);
      if (!isInBox(space, minimiser) || space.length(minimiser) > epsilon * (1 + 1e-9)) worst = Infinity;
      for (let sample = 0; sample < 40; sample++) {
        const other = project(space, random.array(space.size, -3, 3), epsilon);
        worst = Math.max(worst, (dot(slope, minimiser) - dot(slope, other)) / (1e-12 + epsilon));
      }
    }
    expect(worst).toBeLessThan(1e-5);
  });

  it('finds the shortest way down to a level, or says that there is none', () => {
    let worst = 0;
    for (const { space, random, epsilon } of cases(norm)) {
      const slope = random.array(space.size);
      const descent = new LinearDescent(space, slope);
      const level = dot(slope, descent.within(epsilon));
      if (!(level < 0)) continue;
      const reached = descent.reaching(level, Infinity);
      if (reached === null || dot(slope, reached) > level || !isInBox(space, reached)) worst = Infinity;
      else worst = Math.max(worst, space.length(reached) / epsilon - 1);
      if (space.ball.clip !== null && descent.reaching(-1e9, Infinity) !== null) worst = Infinity;
    }
    expect(worst).toBeLessThan(1e-5);
  });

  it('steps downhill by the length it is told', () => {
    let worst = 0;
    for (const { space, random } of cases(norm)) {
      const u = new Float64Array(space.size);
      const slope = space.toSlope(random.array(space.size));
      const moved = steepestStep(space, u, slope, 0.1);
      if (dot(slope, moved) > 0 || space.length(moved) > 0.1 * (1 + 1e-12)) worst = Infinity;
    }
    expect(worst).toBe(0);
  });

  it('starts from different random points for different seeds, the same for the same one', () => {
    for (const { space, epsilon } of cases(norm, 40).filter(({ space }) => space.size > 6)) {
      const [a, again, b] = [0, 0, 1].map((seed) => randomStart(space, epsilon, seed));
      expect(a).toEqual(again);
      expect(a).not.toEqual(b);
    }
  });

  it('delivers points of the closed ball only, exactly checked, however small the ball', () => {
    let delivered = 0;
    for (const { space, random } of cases(norm, 200)) {
      const epsilon = 10 ** random.uniform(-17, 0);
      const u = project(space, random.array(space.size, -2, 2), epsilon);
      const point = pointInside(space, u, epsilon);
      if (point === null) continue;
      delivered++;
      expect(space.ball.contains(point, epsilon)).toBe(true);
    }
    expect(delivered).toBeGreaterThan(160);
  });
});
