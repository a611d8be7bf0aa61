import { Bounder } from '../../src/bounds/bounder.js';
import type { Graph } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Random } from './random.js';
import { type BallCase, type BoundOptions, type Enclosure, enclose, escape, pointInBall, type Violation } from './soundness.js';

/** How many points of a ball are looked at. */
export interface Effort {
  readonly samples: number;
  /** Rows that are attacked. */
  readonly rows: number;
  /** Elements of every node before something nonlinear that are attacked, upwards and downwards. */
  readonly elements: number;
  /** Points of one attack. */
  readonly steps: number;
}

/** What feeds something nonlinear, but for the input: where bounds in the middle decide about lines. */
function nonlinearFeeds({ nodes }: Graph): readonly number[] {
  const kinds = new Set(['activation', 'max-pool', 'product']);
  const feeds = new Set(nodes.filter(({ kind }) => kinds.has(kind)).flatMap(({ inputs }) => inputs));
  return [...feeds].filter((id) => id !== 0);
}

/** Bounds of balls of one graph by several methods, held against points that are sampled and that attacks find. */
export class BallAttack {
  readonly bounder: Bounder;
  private readonly feeds: readonly number[];
  private readonly upTo = new Map<number, Bounder>();

  constructor(
    private readonly graph: Graph,
    private readonly engine: Engine,
    private readonly rows: readonly Float64Array[],
    private readonly random: Random,
  ) {
    this.bounder = new Bounder(new Program(graph, engine));
    this.feeds = nonlinearFeeds(graph);
  }

  /** Bounds by each of the methods. Throws NumericalError (`NON_FINITE_BOUNDS`) where they overflow. */
  enclosures(ball: BallCase, requests: readonly BoundOptions[]): readonly Enclosure[] {
    return requests.map((request) => enclose(this.bounder, ball, request, this.rows));
  }

  /** The worst violation of any of the bounds at any point that is tried; `where` begins with the place of the method in the list. */
  worst(ball: BallCase, enclosures: readonly Enclosure[], effort: Effort): Violation {
    let worst: Violation = { amount: 0, where: '' };
    for (const point of this.points(ball, effort)) {
      this.bounder.program.evaluate(point);
      enclosures.forEach((enclosure, i) => {
        const { amount, where } = escape(enclosure);
        if (amount > worst.amount) worst = { amount, where: `method ${i}: ${where}` };
      });
    }
    return worst;
  }

  private *points(ball: BallCase, { samples, rows, elements, steps }: Effort): Generator<Float64Array> {
    for (let sample = 0; sample < samples; sample++) yield pointInBall(this.random, ball);
    for (const row of this.rows.slice(0, rows)) yield* this.descent(this.bounder, row, ball, steps);
    if (elements === 0) return;
    for (const id of this.feeds) {
      const bounder = this.bounderUpTo(id);
      const size = bounder.program.size(id);
      for (let element = 0; element < elements; element++) {
        const row = new Float64Array(size);
        row[this.random.integer(0, size - 1)] = element % 2 === 0 ? 1 : -1;
        yield* this.descent(bounder, row, ball, steps);
      }
    }
  }

  /** Conditional gradients (Frank and Wolfe, 1956), which stay inside a ball of any norm: the first step goes to the border, later ones less far. */
  private *descent(bounder: Bounder, row: Float64Array, ball: BallCase, steps: number): Generator<Float64Array> {
    let point = pointInBall(this.random, ball);
    for (let step = 0; step < steps; step++) {
      const gradient = bounder.gradients(point, [row])[0]!;
      const vertex = pointInBall(this.random, ball, gradient.map((g) => -g)); // prettier-ignore
      const share = 2 / (step + 2);
      point = vertex.map((v, i) => v * share + point[i]! * (1 - share));
      yield point;
    }
  }

  private bounderUpTo(id: number): Bounder {
    const known = this.upTo.get(id);
    if (known !== undefined) return known;
    const part = { ...this.graph, nodes: this.graph.nodes.slice(0, id + 1), outputNode: id, outputLayout: null };
    const bounder = new Bounder(new Program(part, this.engine));
    this.upTo.set(id, bounder);
    return bounder;
  }
}
