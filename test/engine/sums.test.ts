import { describe, expect, it } from 'vitest';
import type { Engine, Placement } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { gamma, UNIT } from '../../src/engine/rounding.js';
import { add, dyadic } from '../support/dyadic.js';
import { absolute, less, subtract } from '../support/dyadic-parts.js';
import { CROWD, crowded } from '../support/crowded.js';
import { wasmEngines } from '../support/wasm-engines.js';

const ENGINES: Readonly<Record<string, () => Engine>> = { reference: createReferenceEngine, ...wasmEngines };

interface Lines {
  readonly height: number;
  readonly run: number;
  /** Elements between lines in the map. */
  readonly gap: number;
}

/**
 * Whether the sums of a row whose coefficients are 1 miss the exact ones by no more than `factor` times what `sumTerms` and the addition to what the row has, `start`,
 * allow. `terms`: of the lines, one behind the other.
 */
function keepTo(engine: Engine, { height, run, gap }: Lines, terms: Float64Array, start: number, factor = 1): boolean {
  const put = (values: Float64Array): Float64Array => {
    const array = engine.allocate(values.length);
    array.set(values);
    return array;
  };
  const stride = run + gap;
  const place: Placement = { rows: 1, height, run, stride, offsets: engine.allocateIndices(1) };
  const map = engine.allocate(height * stride);
  for (let y = 0; y < height; y++) map.set(terms.subarray(y * run, (y + 1) * run), y * stride);
  const [bias, error] = [put(Float64Array.of(start)), put(Float64Array.of(start))];
  engine.accumulate(place, put(new Float64Array(height * run).fill(1)), map, map, map, bias, error);
  const exact = terms.reduce((sum, term) => add(sum, dyadic(term)), dyadic(start));
  const total = terms.reduce((sum, term) => sum + term, 0);
  const allowed = gamma(engine.sumTerms(height, run)) * total + UNIT * (start + 2 * total);
  return [bias, error].every(([sum]) => less(absolute(subtract(dyadic(sum!), exact)), dyadic(factor * allowed)));
}

const WINDOWS: readonly Lines[] = [[1, 4096], [64, 64], [128, 7], [300, 1], [100, 3], [100, 2], [5, 30]].flatMap(([height = 1, run = 1]) => [
  { height, run, gap: 0 },
  { height, run, gap: 3 },
]); // prettier-ignore

describe.each(Object.entries(ENGINES))('sums of rows, %s engine', (_name, create) => {
  it.each(WINDOWS)('go through the roundings that it says: $height lines of $run, $gap between them', (lines) => {
    const size = lines.height * lines.run;
    const full = new Float64Array(size).fill(CROWD);
    expect(keepTo(create(), lines, crowded(size), 0)).toBe(true);
    expect(keepTo(create(), lines, Float64Array.of(1, ...full.subarray(1)), 0)).toBe(true);
    expect(keepTo(create(), lines, full, 1)).toBe(true);
  });
});

/** An engine that adds term after term to what a row has. */
function oneByOne(): Engine {
  const engine = createReferenceEngine();
  return {
    ...engine,
    accumulate(place, coefficients, ...rest) {
      const all = Float64Array.from(coefficients);
      for (let k = 0; k < all.length; k++) {
        const only = all.map((a, i) => (i === k ? a : 0));
        engine.accumulate(place, only, ...rest);
      }
    },
  };
}

it('an engine that adds term after term would be seen', () => {
  expect(keepTo(oneByOne(), { height: 1, run: 4096, gap: 0 }, new Float64Array(4096).fill(CROWD), 1, 2)).toBe(false);
});
