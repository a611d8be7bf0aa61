import { describe, expect, it } from 'vitest';
import { singleBiasGamma } from '../../src/engine/anchored.js';
import { singleGamma } from '../../src/engine/precision.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { PoolLines } from '../../src/graph/nodes/pool-lines.js';
import type { PoolWindows } from '../../src/graph/nodes/pool-windows.js';
import { type PoolingChoice, WindowRelaxation } from '../../src/graph/nodes/window-relaxation.js';
import { reachOf } from '../../src/graph/singles.js';
import { add, compare, dyadic, maximum, multiply, negate, type Dyadic } from '../support/dyadic.js';
import { Random } from '../support/random.js';

const TAPS = 4;
const SIZE = 60;
const BIAS_GAMMA = 1e-12;

/** Windows that share no inputs, some of them with less than all taps. */
function windowsOf(random: Random): PoolWindows {
  const starts = [0];
  const taps: number[] = [];
  for (let k = 0; k < SIZE; k++) {
    for (let tap = 0; tap < TAPS; tap++) if (tap === 0 || random.next() < 0.9) taps.push(tap);
    starts.push(taps.length);
  }
  return { starts: Int32Array.from(starts), elements: Int32Array.from(taps, (_, e) => e), taps: Int32Array.from(taps) };
}

/** Lines of random windows in singles, and what they were made of. */
function linesOf(random: Random, choice: PoolingChoice) {
  const engine = createReferenceEngine();
  const windows = windowsOf(random);
  const inputs = windows.elements.length;
  const scale = random.pick([1e-3, 1, 100]);
  const lower = random.array(inputs).map((value) => value * scale);
  const upper = lower.map((low) => low + random.uniform(0, 2) * scale);
  const anchor = lower.map((low, k) => low + (upper[k]! - low) * random.pick([0.5, 0.5, 0.1]));
  const to = random.array(SIZE).map((value) => value * scale);
  const bounds = { lower, upper, anchor, uncertainty: engine.allocate(0) };
  const lines = new PoolLines(engine, TAPS, SIZE);
  lines.compute(bounds, windows, { terms: TAPS, biasGamma: BIAS_GAMMA, choice }, new WindowRelaxation(TAPS));
  lines.prepareSingles(bounds, to, windows, BIAS_GAMMA);
  return { bounds, windows, to, lines, singles: lines.linesOf(true), scale };
}

const product = (a: number, b: number): Dyadic => multiply(dyadic(a), dyadic(b));

describe.each(['cnn-cert', 'largest'] as const)('lines of max-pooling windows in singles (%s)', (choice) => {
  it('hold the maximum between them, as distances from anchors, and are little wider than those in doubles', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const { bounds, windows, to, lines, singles, scale } = linesOf(random, choice);
      for (let k = 0; k < SIZE; k++) {
        const edges = Array.from({ length: windows.starts[k + 1]! - windows.starts[k]! }, (_, i) => windows.starts[k]! + i);
        const line = (weights: ArrayLike<number>, intercept: number, x: readonly number[], from: (e: number) => number): Dyadic =>
          edges.reduce(
            (sum, e, i) => add(sum, multiply(dyadic(weights[windows.taps[e]! * SIZE + k]!), add(dyadic(x[i]!), dyadic(-from(e))))),
            dyadic(intercept),
          );
        // Lines touch where one input is at its upper end and the others are at their lower ones, or all are.
        const points = [-1, ...edges.keys()].map((high) => edges.map((e, i) => (i === high ? bounds.upper[e]! : bounds.lower[e]!)));
        // And where all that can are at the largest lower end, or at the largest upper one.
        for (const ends of [bounds.lower, bounds.upper]) {
          const level = Math.max(...edges.map((e) => ends[e]!));
          points.push(edges.map((e) => Math.min(Math.max(level, bounds.lower[e]!), bounds.upper[e]!)));
        }
        for (let n = 0; n < 4; n++) points.push(edges.map((e) => random.pick([bounds.lower[e]!, bounds.upper[e]!, bounds.anchor[e]!])));
        for (const x of points) {
          const value = add(x.map(dyadic).reduce(maximum), dyadic(-to[k]!));
          const at = (e: number): number => bounds.anchor[e]!;
          const [low, high] = [line(singles.lowerWeights, singles.lowerIntercept[k]!, x, at), line(singles.upperWeights, singles.upperIntercept[k]!, x, at)]; // prettier-ignore
          expect(compare(low, value)).toBeLessThanOrEqual(0);
          expect(compare(high, value)).toBeGreaterThanOrEqual(0);
          const [plainLow, plainHigh] = [line(lines.lowerWeights, lines.lowerIntercept[k]!, x, () => 0), line(lines.upperWeights, lines.upperIntercept[k]!, x, () => 0)]; // prettier-ignore
          const little = add(dyadic(to[k]!), dyadic(1e-6 * scale));
          expect(compare(plainLow, add(low, little))).toBeLessThanOrEqual(0);
          expect(compare(high, add(add(plainHigh, negate(dyadic(to[k]!))), dyadic(1e-6 * scale)))).toBeLessThanOrEqual(0);
        }
      }
    }
  });

  it('are uncertain by the rounding of a product for each input, and by their share in the sum of a row', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { bounds, windows, singles } = linesOf(new Random(seed), choice);
      for (let k = 0; k < SIZE; k++) {
        let steps = dyadic(0);
        for (let e = windows.starts[k]!; e < windows.starts[k + 1]!; e++) {
          const at = windows.taps[e]! * SIZE + k;
          const weight = Math.max(Math.abs(singles.lowerWeights[at]!), Math.abs(singles.upperWeights[at]!));
          steps = add(steps, product(weight, reachOf(bounds, e)));
        }
        const intercept = Math.max(Math.abs(singles.lowerIntercept[k]!), Math.abs(singles.upperIntercept[k]!));
        const least = add(multiply(dyadic(singleGamma(TAPS + 2)), steps), product(singleBiasGamma(BIAS_GAMMA), intercept));
        expect(compare(dyadic(singles.uncertainty[k]!), least)).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
