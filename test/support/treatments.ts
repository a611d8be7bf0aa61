import type { Norm } from '../../src/bounds/region.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import type { Engine } from '../../src/engine/engine.js';
import { NumericalError } from '../../src/errors.js';
import { type Graph, mapSize } from '../../src/graph/graph.js';
import { BallAttack, type Effort } from './ball-attack.js';
import { Random } from './random.js';
import type { BallCase, BoundOptions, Enclosure } from './soundness.js';

const INTERVAL = { method: 'interval', relaxation: 'adaptive', intersect: true } as const;
const LAST_ROWS = { ...INTERVAL, method: 'crown-interval' } as const;
const ALL_ROWS = { ...INTERVAL, method: 'cnn-cert' } as const;
const SINGLES = { ...ALL_ROWS, kernel: 'f32' } as const;
const EITHER_KERNEL = { ...ALL_ROWS, kernel: 'auto' } as const;
const ROWS_ALONE = { ...ALL_ROWS, relaxation: 'fastlin', intersect: false } as const;

/** Balls of one norm and size, by their bounds. */
interface Balls {
  readonly norms: readonly Norm[];
  /** Times the radius of the norm. */
  readonly scale: number;
  readonly methods: readonly BoundOptions[];
  /** Whether a declared range of the input cuts the ball in half. */
  readonly clipped?: boolean;
}

/** How thoroughly bounds of a model are checked. */
interface Treatment {
  /** For models of up to so many elements in all nodes. */
  readonly elements: number;
  readonly balls: readonly Balls[];
  readonly effort: Effort;
}

/** In small balls most values of a net stay where they are. */
const EPSILON: Readonly<Record<Norm, number>> = { linf: 1e-3, l2: 1e-2, l1: 5e-2 };
const NORMS = ['linf', 'l2', 'l1'] as const;

/** What fits a few seconds: linear bounds of every element up to a size, then those of the last rows only. */
const TREATMENTS = {
  thorough: {
    elements: 2500,
    balls: [
      { norms: NORMS, scale: 1, methods: [INTERVAL, LAST_ROWS, ALL_ROWS, SINGLES, ROWS_ALONE] },
      { norms: NORMS, scale: 32, methods: [INTERVAL, LAST_ROWS, ALL_ROWS, SINGLES, ROWS_ALONE] },
      { norms: NORMS, scale: 32, methods: [LAST_ROWS, ALL_ROWS], clipped: true },
    ],
    effort: { samples: 24, rows: 4, elements: 4, steps: 4 },
  },
  whole: {
    elements: 24_000,
    balls: [
      { norms: NORMS, scale: 1, methods: [INTERVAL, LAST_ROWS, ALL_ROWS, EITHER_KERNEL] },
      { norms: NORMS, scale: 8, methods: [INTERVAL, LAST_ROWS] },
    ],
    effort: { samples: 9, rows: 2, elements: 2, steps: 3 },
  },
  tiny: {
    elements: 150_000,
    balls: [
      { norms: NORMS, scale: 1, methods: [INTERVAL, LAST_ROWS] },
      { norms: NORMS, scale: 1 / 64, methods: [EITHER_KERNEL] },
    ],
    effort: { samples: 6, rows: 2, elements: 0, steps: 3 },
  },
  last: {
    elements: 2_000_000,
    balls: [{ norms: ['linf'], scale: 1, methods: [LAST_ROWS] }],
    effort: { samples: 4, rows: 1, elements: 0, steps: 2 },
  },
  interval: {
    elements: Infinity,
    balls: [{ norms: ['linf'], scale: 1, methods: [INTERVAL] }],
    effort: { samples: 1, rows: 1, elements: 0, steps: 1 },
  },
} as const satisfies Readonly<Record<string, Treatment>>;

export type TreatmentName = keyof typeof TREATMENTS;

/** The treatment of a model with so many elements. */
export function treatmentOf(size: number): TreatmentName {
  return (Object.keys(TREATMENTS) as TreatmentName[]).find((name) => size <= TREATMENTS[name].elements)!;
}

/** Radii that are tried in turn where bounds overflow, as shares of the wanted one. */
const SHARES = [1, 1 / 8, 1 / 64, 1 / 512];

interface Outcome {
  readonly violations: readonly string[];
  /** Balls that had to be made smaller for finite bounds, and those that have none. */
  readonly shrunk: readonly string[];
}

/** Holds bounds of balls around a point (in the order of the graph) against values; rows are over the output node. */
export function checkBounds(
  graph: Graph,
  centre: Float64Array,
  treatment: TreatmentName,
  engine: Engine = createWasmEngine(),
  tamper: (enclosure: Enclosure) => Enclosure = (enclosure) => enclosure,
): Outcome {
  const random = new Random(centre.length);
  const attack = new BallAttack(graph, engine, rowsOf(mapSize(graph.nodes[graph.outputNode]!.shape), random), random);
  const { balls, effort }: Treatment = TREATMENTS[treatment];
  const violations: string[] = [];
  const shrunk: string[] = [];
  for (const { norms, scale, methods, clipped = false } of balls) {
    for (const norm of norms) {
      const title = `${norm}${clipped ? ' clipped' : ''} x ${scale}`;
      const wanted = { norm, centre, epsilon: EPSILON[norm] * scale, weights: null, clip: clipped ? halfOf(centre) : null };
      const found = largestFinite(attack, wanted, methods);
      if (found?.share !== 1) shrunk.push(`${title}: ${found?.share ?? 'nothing finite'}`);
      if (found === null) continue;
      const { amount, where } = attack.worst(found.ball, found.enclosures.map(tamper), effort);
      if (amount > 0) violations.push(`${title}: ${where} by ${amount}`);
    }
  }
  return { violations, shrunk };
}

/** One output, and combinations of all. */
function rowsOf(outputs: number, random: Random): Float64Array[] {
  const unit = new Float64Array(outputs);
  unit[random.integer(0, outputs - 1)] = 1;
  return [unit, ...Array.from({ length: 3 }, () => Float64Array.from({ length: outputs }, () => random.pick([-1, 0, 0.5, 1])))];
}

/** A range that lets every other element only rise, the others only fall. */
function halfOf(centre: Float64Array) {
  const side = (which: number) => centre.map((x, i) => (i % 2 === which ? x : x + (which === 0 ? -1 : 1)));
  return { lower: side(0), upper: side(1) };
}

/** Bounds of the largest ball in which those of all methods are finite, and its share of the wanted radius. */
function largestFinite(attack: BallAttack, wanted: BallCase, methods: readonly BoundOptions[]) {
  for (const share of SHARES) {
    const ball = { ...wanted, epsilon: wanted.epsilon * share };
    const enclosures = finite(() => attack.enclosures(ball, methods));
    if (enclosures !== null) return { ball, enclosures, share };
  }
  return null;
}

function finite(bound: () => readonly Enclosure[]): readonly Enclosure[] | null {
  try {
    const enclosures = bound();
    return enclosures.every(({ lower }) => lower.every(Number.isFinite)) ? enclosures : null;
  } catch (error) {
    if (error instanceof NumericalError && error.code === 'NON_FINITE_BOUNDS') return null;
    throw error;
  }
}
