import { afterEach, describe, expect, it, vi } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder } from '../../src/bounds/bounder.js';
import { Boxes } from '../../src/bounds/boxes.js';
import { ballRegion } from '../../src/bounds/region.js';
import { Sweeper } from '../../src/bounds/sweeper.js';
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

/** Has rows in singles begin in doubles as far as that share of their work; returns how often they did. */
function turnAt(share: number): () => number {
  const sweep = Reflect.get(Sweeper.prototype, 'sweepUnits');
  let turns = 0;
  vi.spyOn(Sweeper.prototype, 'sweepUnits').mockImplementation(function (this: Sweeper, plan, turning, ...rest) {
    const later = turning === null ? null : plan.turningNode(share);
    if (later !== turning) turns++;
    return sweep.call(this, plan, later, ...rest);
  });
  return () => turns;
}

/** Bounds of targets in singles that do not hold the values of points of the ball, and those that are much looser than in doubles; and the elements looked at. */
function faults(graphs: number): { wrong: string[]; loose: string[]; elements: number } {
  const found = { wrong: [] as string[], loose: [] as string[], elements: 0 };
  for (let number = 1; number <= graphs; number++) {
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
      if (!(Math.max(...loose) < 1e-3)) found.loose.push(`graph ${number}, node ${id}`);
      for (const point of points) {
        evaluateExactly({ ...graph, outputNode: id }, Array.from(point, dyadic)).forEach((value, k) => {
          const inside = compare(dyadic(lower[k]!), value) <= 0 && compare(value, dyadic(upper[k]!)) <= 0;
          if (!inside) found.wrong.push(`graph ${number}, node ${id}, element ${k}`);
        });
      }
      found.elements += lower.length;
    }
  }
  return found;
}

describe('rows seen from anchors anywhere keep all values, and are about as tight as in doubles', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('in singles', () => {
    const { wrong, loose, elements } = faults(120);
    expect([wrong, loose]).toEqual([[], []]);
    expect(elements).toBeGreaterThan(1000);
  });

  it.each([0.6, 1])('that become singles on the way, after %d of their work', (share) => {
    const turns = turnAt(share);
    const { wrong, loose, elements } = faults(120);
    expect([wrong, loose]).toEqual([[], []]);
    expect(elements).toBeGreaterThan(1000);
    expect(turns()).toBeGreaterThan(50);
  });

  it('but not if anchors were forgotten on the way', () => {
    turnAt(1);
    vi.spyOn(Boxes.prototype, 'moveToAnchors').mockReturnValue(undefined);
    expect(faults(60).wrong.length).toBeGreaterThan(10);
  });
});
