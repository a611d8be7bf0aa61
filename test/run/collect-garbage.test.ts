import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { collectGarbage } from '../../src/run/collect-garbage.js';

it('what nothing refers to is gone at once, the rest stays', async () => {
  const kept = new Float64Array(1e6);
  const references = [new WeakRef(kept), new WeakRef(new Float64Array(1e6))];
  // References are strong until the job that made them ends.
  await setImmediate();
  collectGarbage();
  expect(references.map((reference) => reference.deref()?.length)).toEqual([kept.length, undefined]);
  expect(Reflect.has(globalThis, 'gc')).toBe(false);
});
