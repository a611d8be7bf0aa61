import { describe, expect, it } from 'vitest';
import type { Box } from '../../src/engine/engine.js';
import { agrees, PRECISIONS, worstOf, type Random } from './support.js';

/** A window around a box of the given size, exactly as large in every third case. */
function around(random: Random, height: number, width: number, channels: number): Box {
  const slack = (): number => random.pick(0, 0, 1, 2);
  const [y, x, c] = [slack(), slack(), slack()] as const;
  return { height: height + y + slack(), width: width + x + slack(), channels: channels + c + slack(), y, x, c };
}

const sizeOf = (box: Box, rows: number): number => rows * box.height * box.width * box.channels;

describe.each(PRECISIONS)('addBox of %s', (precision) => {
  it.each([false, true])('touches its box only, add = %s', (add) => {
    const worst = worstOf(
      200,
      (random, index) => {
        const [rows, height, width, channels] = [random.integer(1, 5), random.integer(1, 4), random.integer(1, 4), random.integer(1, 7)];
        const tight = index % 3 === 0;
        const exact: Box = { height, width, channels, y: 0, x: 0, c: 0 };
        const from = tight ? exact : around(random, height, width, channels);
        const to = tight && index % 2 === 0 ? exact : around(random, height, width, channels);
        const values = random.values(sizeOf(from, rows));
        const before = random.values(sizeOf(to, rows));
        return (arrays) => {
          const target = arrays.put(before);
          arrays.engine.addBox(rows, height, width, channels, arrays.put(values), from, target, to, add);
          return [target];
        };
      },
      precision,
    );
    expect(agrees(worst)).toBe('agrees');
  });
});
