import { expect, it } from 'vitest';
import { UnitSeeds } from '../../src/bounds/unit-seeds.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { Random } from '../support/random.js';

it('rows keep element, position, channel and value together, whichever are dropped', () => {
  for (let number = 1; number <= 50; number++) {
    const random = new Random(number);
    const shape = { height: random.integer(1, 7), width: random.integer(1, 9), channels: random.integer(1, 5) };
    const size = shape.height * shape.width * shape.channels;
    const seeds = new UnitSeeds(createReferenceEngine(), 64);
    let rows = Array.from({ length: random.integer(1, 64) }, () => ({ element: random.integer(0, size - 1), value: random.pick([1, -1]) }));
    for (const { element, value } of rows) seeds.add(shape, element, value);
    for (let round = 0; round < 4; round++) {
      const kept = rows.map((_, row) => row).filter(() => random.next() < 0.8);
      seeds.keep(kept);
      rows = kept.map((row) => rows[row]!);
      expect(seeds.count).toBe(rows.length);
      rows.forEach(({ element, value }, row) => {
        expect(seeds.elements[row]).toBe(element);
        expect((seeds.y[row]! * shape.width + seeds.x[row]!) * shape.channels + seeds.channels[row]!).toBe(element);
        expect(seeds.x[row]).toBeLessThan(shape.width);
        expect(seeds.channels[row]).toBeLessThan(shape.channels);
        expect(seeds.values[row]).toBe(value);
      });
    }
  }
});
