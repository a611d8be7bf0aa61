import { describe, expect, it, vi } from 'vitest';
import { Bounder } from '../../../../src/bounds/bounder.js';
import { ballRegion } from '../../../../src/bounds/region.js';
import { createWasmEngine } from '../../../../src/engine/wasm/wasm-engine.js';
import { NumericalError } from '../../../../src/errors.js';
import type { Graph } from '../../../../src/graph/graph.js';
import { Program } from '../../../../src/graph/program.js';
import type * as Spelled from '../../../../src/graph/rewrites/spelled-activations.js';
import { loadModel } from '../../../../src/onnx/load.js';
import { Random } from '../../../support/random.js';
import { worstViolation } from '../../../support/soundness.js';
import { Expression } from './expression.js';
import { type Spelling, spellings as all } from './spellings.js';

const recognition = vi.hoisted(() => ({ on: true }));
vi.mock('../../../../src/graph/rewrites/spelled-activations.js', async (original) => {
  const { spelledActivations } = await original<typeof Spelled>();
  return { spelledActivations: (graph: Graph) => (recognition.on ? spelledActivations(graph) : null) };
});

const engine = createWasmEngine();
const spellings = all.filter(({ alike }) => alike !== true);

/** A dense layer, the spelling, another dense layer. */
function network(write: Spelling['write'], seed: number, on = true): Graph {
  const e = new Expression();
  recognition.on = on;
  return loadModel(e.model([1, 4], e.linear(write(e, e.linear('x', 4, 5, seed)), 5, 3, seed + 1)));
}

/** Rows that are one output or minus one output. */
const units = [0, 1, 2].flatMap((k) => [1, -1].map((sign) => Float64Array.from({ length: 3 }, (_, i) => (i === k ? sign : 0))));

/** Lower bounds of rows; -Infinity where a part is not defined. */
function lowerBounds(graph: Graph, centre: Float64Array, epsilon: number, rows: readonly Float64Array[]): readonly number[] {
  const region = ballRegion('linf', centre, epsilon, null, null);
  try {
    return [...new Bounder(new Program(graph, engine)).lowerBounds({ region, rows, method: 'cnn-cert', relaxation: 'adaptive' })];
  } catch (error) {
    if (!(error instanceof NumericalError)) throw error;
    return rows.map(() => -Infinity);
  }
}

describe('no sampled or attacked point leaves the bounds', () => {
  it.each(spellings)('$name', ({ write }) => {
    for (let seed = 1; seed <= 3; seed++) {
      const random = new Random(seed);
      const ball = {
        norm: random.pick(['linf', 'l2', 'l1'] as const),
        centre: random.array(4),
        epsilon: random.pick([0.01, 0.3, 1.5]),
        weights: null,
        clip: null,
      };
      const { amount, where } = worstViolation(
        network(write, seed),
        engine,
        ball,
        { method: 'cnn-cert', relaxation: 'adaptive' },
        random,
        200,
      );
      expect(amount, where).toBeLessThanOrEqual(0);
    }
  });
});

describe('bounds are tighter than those of the parts', () => {
  // The height of the lower line of f(x) in the middle m is the largest lower bound of f(x) - s (x - m), over all slopes s: a supporting line of the
  // envelope there has the most, whatever lines the parts have.
  it.each(spellings)('$name: lines of one element are highest (lowest) in the middle', ({ write }) => {
    const alone = (on: boolean) => {
      const e = new Expression();
      recognition.on = on;
      return loadModel(e.model([1, 1], e.opWith('Concat', { axis: 1 }, write(e, 'x'), 'x')));
    };
    const graphs = [alone(true), alone(false)] as const;
    const [step, most] = [0.02, 5];
    const rows = Array.from({ length: (2 * most) / step + 1 }, (_, i) =>
      [1, -1].map((sign) => Float64Array.of(sign, i * step - most)),
    ).flat();
    const lost: string[] = [];
    for (const centre of [-1.2, -0.7, -0.1, 0, 0.4, 1.1]) {
      for (const epsilon of [0.01, 0.1, 0.6]) {
        const heights = graphs.map((graph) => {
          const bounds = lowerBounds(graph, Float64Array.of(centre), epsilon, rows).map((bound, i) => bound - rows[i]![1]! * centre);
          return [0, 1].map((side) => Math.max(...bounds.filter((_, i) => i % 2 === side)));
        });
        for (const side of [0, 1]) {
          const loss = heights[1]![side]! - heights[0]![side]!;
          if (!(loss <= (step / 2) * epsilon + 1e-9)) lost.push(`${side} at ${centre} within ${epsilon}: ${loss}`);
        }
      }
    }
    expect(lost).toEqual([]);
  });

  it.each(spellings)('$name: on average between dense layers', ({ write }) => {
    const gains: number[] = [];
    for (let seed = 1; seed <= 4; seed++) {
      const [whole, parts] = [network(write, seed), network(write, seed, false)];
      const centre = new Random(seed).array(4);
      for (const epsilon of [0.02, 0.2, 0.6]) {
        const loose = lowerBounds(parts, centre, epsilon, units);
        lowerBounds(whole, centre, epsilon, units).forEach((bound, i) =>
          gains.push(Number.isFinite(loose[i]) ? (bound - loose[i]!) / epsilon : 1),
        );
      }
    }
    expect(gains.reduce((total, gain) => total + gain, 0) / gains.length).toBeGreaterThan(-1e-9);
  });
});
