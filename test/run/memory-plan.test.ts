import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { planMemory } from '../../src/run/memory-plan.js';

const MIB = 2 ** 20;
const demand = { threads: 8, model: 10 * MIB, engine: { weights: 30 * MIB, singles: 10 * MIB, program: 10 * MIB, certifying: 30 * MIB } };
const planFor = (limit: number) => planMemory({ ...demand, limit: limit * MIB });

describe('the plan of a run in limited memory', () => {
  it('takes as many threads as fit, and leaves the engine the rest', () => {
    const plans = [192, 239, 240, 527, 528, 4096].map(planFor);
    expect(plans.map(({ threads }) => threads)).toEqual([1, 1, 2, 7, 8, 8]);
    expect(plans.map(({ engineBytes }) => engineBytes / MIB)).toEqual([80, 127, 110, 307, 290, 3858]);
  });

  it('refuses what one thread does not fit into, and tells what it would', () => {
    const refused = (): unknown => planFor(191);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(
      expect.objectContaining({
        code: 'MEMORY_LIMIT',
        message: 'one thread needs about 192 MiB, and --max-memory allows 191 MiB',
        hint: 'allow 192 MiB or more, or use a smaller model',
      }),
    );
  });
});
