import { expect, it } from 'vitest';
import { UnitSeeds } from '../../src/bounds/unit-seeds.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { Random } from '../support/random.js';

it.each([false, true])('rows keep element, position and value together, whichever are dropped; in a patch: %s', (inPatch) => {
  for (let number = 1; number <= 50; number++) {
    const random = new Random(number);
    const shape = { height: random.integer(1, 7), width: random.integer(1, 9), channels: random.integer(1, 5) };
    const size = shape.height * shape.width * shape.channels;
    const seeds = new UnitSeeds(createReferenceEngine(), 64);
    const [y, x] = [random.integer(0, shape.height - 1), random.integer(0, shape.width - 1)];
    const patch = { y, x, height: random.integer(1, shape.height - y), width: random.integer(1, shape.width - x) };
    const isInside = (element: number): boolean => {
      const position = Math.floor(element / shape.channels);
      const [down, right] = [Math.floor(position / shape.width) - y, (position % shape.width) - x];
      // Alone on an axis, a patch has rows of other places, too.
      return (patch.height === 1 || (down >= 0 && down < patch.height)) && (patch.width === 1 || (right >= 0 && right < patch.width));
    };
    const elements = Array.from({ length: size }, (_, element) => element).filter((element) => !inPatch || isInside(element));
    seeds.clear(inPatch ? patch : null);
    let rows = Array.from({ length: random.integer(1, 64) }, () => ({
      element: elements[random.integer(0, elements.length - 1)]!,
      value: random.pick([1, -1]),
    }));
    for (const { element, value } of rows) seeds.add(shape, element, value);
    for (let round = 0; round < 4; round++) {
      const kept = rows.map((_, row) => row).filter(() => random.next() < 0.8);
      seeds.keep(kept);
      rows = kept.map((row) => rows[row]!);
      expect(seeds.count).toBe(rows.length);
      rows.forEach(({ element, value }, row) => {
        expect(seeds.elements[row]).toBe(element);
        const channel = element % shape.channels;
        expect((seeds.y[row]! * shape.width + seeds.x[row]!) * shape.channels + channel).toBe(element);
        expect(seeds.x[row]).toBeLessThan(shape.width);
        const down = inPatch && patch.height > 1 ? seeds.y[row]! - y : 0;
        const right = inPatch && patch.width > 1 ? seeds.x[row]! - x : 0;
        const before = down * patch.width + right;
        expect(seeds.within[row]).toBe(before * shape.channels + channel);
        expect(seeds.values[row]).toBe(value);
      });
    }
  }
});
