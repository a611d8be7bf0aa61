import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import type { Kernel } from '../../src/bounds/target-refiner.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError } from '../../src/errors.js';
import { mapSize, type Graph } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { compare, dyadic } from '../support/dyadic.js';
import { evaluateExactly } from '../support/evaluate-exactly.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';

const RADIUS = 0.004;

/** Anchors far from the values, compared with how wide bounds are: constants of linear maps, nearly zero otherwise, weigh more than anything else. */
class MovedProgram extends Program {
  private readonly moved = new Set<number>();

  constructor(
    graph: Graph,
    private readonly random: Random,
  ) {
    super(graph, createWasmEngine());
  }

  override prepareSingles(id: number, biasGamma: number): void {
    if (!this.moved.has(id)) {
      const { anchor } = this.boundsOf(id);
      for (let k = 0; k < anchor.length; k++) anchor[k] = anchor[k]! + this.random.pick([-0.5, 0, 0.5]) * this.random.next();
    }
    this.moved.add(id);
    super.prepareSingles(id, biasGamma);
  }
}

/** Bounds of all nodes, those of targets by rows alone; null where they overflow. */
function bounded(program: Program, centre: Float64Array, kernel: Kernel) {
  const bounder = new Bounder(program);
  const region = ballRegion('linf', centre, RADIUS, null, null);
  try {
    bounder.lowerBounds({ region, rows: [], method: 'cnn-cert', relaxation: 'adaptive', intersect: false, kernel });
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
  return { targets: [...bounder.targets.keys()], bounds: program.bounds };
}

describe('rows in singles, seen from anchors anywhere', () => {
  it('keep all values, and are about as tight as in doubles', () => {
    let elements = 0;
    for (let number = 1; number <= 120; number++) {
      const random = new Random(number);
      const graph = new RandomGraph(random, [activation('relu')]).build(random.integer(4, 8));
      const centre = random.array(mapSize(graph.nodes[0]!.shape));
      const moved = bounded(new MovedProgram(graph, random), centre, 'f32');
      const doubles = bounded(new Program(graph, createWasmEngine()), centre, 'f64');
      if (moved === null || doubles === null) continue;
      const points = [centre, ...Array.from({ length: 2 }, () => centre.map((x) => x + random.pick([-0.9, 0, 0.9]) * RADIUS))];
      for (const id of moved.targets) {
        const { lower, upper } = moved.bounds[id]!;
        const exact = doubles.bounds[id]!;
        const loose = lower.map((low, k) => Math.max(exact.lower[k]! - low, upper[k]! - exact.upper[k]!) / (1 + Math.abs(low)));
        expect({ number, id, loose: Math.max(...loose) < 1e-3 }).toEqual({ number, id, loose: true });
        for (const point of points) {
          const values = evaluateExactly({ ...graph, outputNode: id }, Array.from(point, dyadic));
          const wrong = values.findIndex((value, k) => compare(dyadic(lower[k]!), value) > 0 || compare(value, dyadic(upper[k]!)) > 0);
          expect({ number, id, wrong }).toEqual({ number, id, wrong: -1 });
        }
        elements += lower.length;
      }
    }
    expect(elements).toBeGreaterThan(1000);
  });
});
