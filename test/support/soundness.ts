import { Bounder, type BoundRequest } from '../../src/bounds/bounder.js';
import { ballRegion, type Clip, type Norm } from '../../src/bounds/region.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Graph } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import type { Random } from './random.js';

export interface BallCase {
  readonly norm: Norm;
  readonly centre: Float64Array;
  readonly epsilon: number;
  readonly weights: Float64Array | null;
  readonly clip: Clip | null;
}

/** A point of the ball: along a random direction or a given one, at the border more often than not, clipped (which stays inside). */
export function pointInBall(random: Random, ball: BallCase, direction: Float64Array | null = null): Float64Array {
  const size = ball.centre.length;
  const raw = direction ?? (random.next() < 0.5 ? random.array(size) : Float64Array.from({ length: size }, () => random.pick([-1, 0, 1])));
  const scale = random.next() < 0.7 ? 1 : random.next();
  const w = (i: number) => ball.weights?.[i] ?? 1;
  let step: Float64Array;
  if (ball.norm === 'linf') step = raw.map((d, i) => Math.sign(d) * (random.next() < 0.9 ? 1 : Math.min(Math.abs(d), 1)) * w(i));
  else if (ball.norm === 'l2') {
    const scaled = raw.map((d, i) => d * w(i));
    const norm = Math.sqrt(scaled.reduce((sum, d) => sum + d * d, 0)) || 1;
    step = scaled.map((d, i) => (d / norm) * w(i));
  } else {
    const at = random.integer(0, size - 1);
    const best =
      direction === null ? at : raw.reduce((most, d, i) => (Math.abs(d * w(i)) > Math.abs((raw[most] ?? 0) * w(most)) ? i : most), 0);
    const spread = random.next() < 0.5;
    const norm = raw.reduce((sum, d) => sum + Math.abs(d), 0) || 1;
    step = raw.map((d, i) => (spread ? (d / norm) * w(i) : i === best ? Math.sign(d || 1) * w(i) : 0));
  }
  return ball.centre.map((x, i) => {
    const moved = x + step[i]! * ball.epsilon * scale * (1 - 1e-15);
    return ball.clip === null ? moved : Math.min(Math.max(moved, ball.clip.lower[i]!), ball.clip.upper[i]!);
  });
}

export interface Violation {
  readonly amount: number;
  readonly where: string;
}

/** How bounds of a ball are asked for. */
export type BoundOptions = Pick<BoundRequest, 'method' | 'relaxation' | 'intersect' | 'kernel'>;

/** Bounds of a ball, to be held against values at its points. */
export interface Enclosure {
  readonly bounder: Bounder;
  readonly rows: readonly Float64Array[];
  /** Lower bounds of the rows. */
  readonly lower: Float64Array;
  /** Bounds of every node. */
  readonly boxes: readonly Clip[];
}

/** Bounds of the rows and of every node over a ball, kept. Throws what the bounder throws. */
export function enclose(bounder: Bounder, ball: BallCase, options: BoundOptions, rows: readonly Float64Array[]): Enclosure {
  const region = ballRegion(ball.norm, ball.centre, ball.epsilon, ball.weights, ball.clip);
  const lower = bounder.lowerBounds({ region, rows, ...options });
  const boxes = bounder.program.bounds.map(({ lower: l, upper: u }) => ({ lower: Float64Array.from(l), upper: Float64Array.from(u) }));
  return { bounder, rows, lower, boxes };
}

/** The worst amount by which the values at the point that was evaluated last leave the bounds, beyond the rounding of the evaluation itself. */
export function escape({ bounder: { program }, rows, lower, boxes }: Enclosure): Violation {
  let worst: Violation = { amount: 0, where: '' };
  const note = (amount: number, where: () => string) => {
    if (Number.isNaN(amount)) worst = { amount: Infinity, where: `${where()}: NaN` };
    else if (amount > worst.amount) worst = { amount, where: where() };
  };
  const output = program.valuesOf(program.graph.outputNode);
  rows.forEach((coefficients, r) => {
    let value = 0;
    let scale = 0;
    for (let k = 0; k < output.length; k++) {
      const term = coefficients[k]! * output[k]!;
      value += term;
      scale += Math.abs(term);
    }
    note(lower[r]! - value - 1e-13 * (1 + scale), () => `row ${r}`);
  });
  program.valuesAt.forEach((values, id) => {
    const box = boxes[id]!;
    for (let k = 0; k < values.length; k++) {
      const value = values[k]!;
      const slack = 1e-13 * (1 + Math.abs(value));
      const amount = Math.max(box.lower[k]! - value, value - box.upper[k]!) - slack;
      if (!(amount <= 0)) note(amount, () => `node ${id} (${program.node(id).kind}) element ${k}`);
    }
  });
  return worst;
}

/**
 * The worst amount by which any sampled or gradient-guided point leaves the bounds of the specification rows or of any node,
 * beyond the rounding of the evaluation itself. The rows are `given`, or one more than there are outputs.
 */
export function worstViolation(
  graph: Graph,
  engine: Engine,
  ball: BallCase,
  options: BoundOptions,
  random: Random,
  samples: number,
  given?: readonly Float64Array[],
): Violation {
  return violationOf(new Bounder(new Program(graph, engine)), ball, options, random, samples, given);
}

/** The same with a bounder that may have bounded something before. */
export function violationOf(
  bounder: Bounder,
  ball: BallCase,
  options: Pick<BoundRequest, 'method' | 'relaxation' | 'intersect' | 'kernel' | 'series'>,
  random: Random,
  samples: number,
  given?: readonly Float64Array[],
): Violation {
  const { program } = bounder;
  const { graph } = program;
  const outputs = program.size(graph.outputNode);
  const rows = given ?? [
    ...Array.from({ length: outputs }, () => random.array(outputs)),
    Float64Array.from({ length: outputs }, (_, k) => (k === 0 ? 1 : -1)),
  ];
  const enclosure = enclose(bounder, ball, options, rows);
  let worst: Violation = { amount: 0, where: '' };
  for (let sample = 0; sample < samples; sample++) {
    let point = pointInBall(random, ball);
    const row = random.integer(0, rows.length - 1);
    if (sample % 3 === 0) {
      for (let step = 0; step < 2; step++) {
        const gradient = bounder.gradients(point, rows.slice(row, row + 1))[0]!;
        point = pointInBall(random, ball, gradient.map((g) => -g)); // prettier-ignore
      }
    }
    program.evaluate(point);
    const found = escape(enclosure);
    if (found.amount > worst.amount) worst = found;
  }
  return worst;
}
