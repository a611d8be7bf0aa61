import type { Coefficients } from '../engine/engine.js';
import { SLACK } from '../engine/interval.js';
import { LANE_TERMS, SINGLE_ETA, SINGLE_UNIT, singleGamma } from '../engine/precision.js';
import { ETA, gamma, roundDown, UNIT } from '../engine/rounding.js';
import type { Program } from '../graph/program.js';
import { totalOf, totalReach } from '../graph/singles.js';

/** What sums in lanes of singles lose of errors themselves. */
const LANES = 1 + 2 * singleGamma(LANE_TERMS);

/** What rounding may take from a row, over all nodes of a program and one region (docs/soundness.md). */
export class RowAccount {
  /** gamma_N, N the most roundings of a term of any row's bias or error (docs/soundness.md). */
  readonly biasGamma: number;
  private readonly forks = new Map<number, { readonly doubles: Float64Array; readonly singles: Float32Array }>();
  /** Most terms of a row's bias. */
  private readonly terms: number;
  /** By node: terms that its readers may sum into one coefficient over it. */
  private readonly fanOuts: readonly number[];
  private underflow = 0;
  private singleUnderflow = 0;

  constructor(private readonly program: Program) {
    // One term an element, one more for each addition of what several readers of a node deliver, and one for each element of the node where rows become singles.
    const turn = program.readers.reduce((most, _, id) => Math.max(most, program.size(id)), 0);
    this.terms = program.readers.reduce((sum, readers, id) => sum + program.size(id) * Math.max(readers, 1), 64 + turn);
    this.biasGamma = gamma(roundings(program));
    this.fanOuts = program.readers.map((_, id) => fanOut(program, id));
    program.readers.forEach((readers, id) => {
      if (readers < 2) return;
      const size = program.size(id);
      this.forks.set(id, { doubles: program.engine.allocate(size), singles: program.engine.allocateSingles(size) });
    });
  }

  /** Starts a new region: nothing is known about underflow yet. */
  reset(): void {
    this.underflow = this.terms * ETA;
    this.singleUnderflow = 2 * this.terms * SINGLE_ETA;
    // Rows that start at a node pass its lines before the account of its sums is made.
    for (const { doubles } of this.forks.values()) this.program.engine.clear(doubles);
  }

  /** To be called once per node, in order, when its bounds are final. */
  finishNode(id: number, totalMagnitude: number): void {
    const bounds = this.program.boundsOf(id);
    const fork = this.forks.get(id);
    if (fork !== undefined) this.program.engine.magnitudeTimes(bounds.lower, bounds.upper, 2 * UNIT, fork.doubles);
    this.underflow += ((this.fanOuts[id] ?? NaN) + 4) * ETA * (totalMagnitude + 1) * 2;
    // Coefficients that underflow before lines that hold the constants of the node (`Engine.outwardLines`).
    const { constants = null } = this.program.operator(id);
    if (constants !== null) this.underflow += 2 * ETA * totalOf(this.program.engine, constants);
  }

  /** The same for rows in singles, when the anchor is set too; before the first such row passes the node. */
  finishSingles(id: number): void {
    const bounds = this.program.boundsOf(id);
    const fork = this.forks.get(id)?.singles;
    if (fork !== undefined) this.program.engine.singleReach(bounds, 2 * SINGLE_UNIT * SLACK, fork);
    this.singleUnderflow += ((this.fanOuts[id] ?? NaN) + 5) * SINGLE_ETA * (totalReach(this.program.engine, bounds) + 1) * 2;
    // Coefficients that underflow before lines that hold the constants of the node (`Engine.addConstants`).
    const { singleConstants = null } = this.program.operator(id);
    if (singleConstants !== null) this.singleUnderflow += 2 * SINGLE_ETA * totalOf(this.program.engine, singleConstants);
  }

  /** Uncertainty of each addition of coefficients over a node with several readers. */
  forkUncertainty(node: number, single: boolean): Coefficients {
    const fork = this.forks.get(node);
    if (single) return fork?.singles ?? this.program.singleZeros;
    return fork?.doubles ?? this.program.zeros;
  }

  /** What to take off the bias of a row with that sum of errors, in all. */
  uncertainty(error: number, single: boolean): number {
    const lanes = single ? LANES : 1;
    const underflow = single ? this.underflow + this.singleUnderflow : this.underflow;
    return (error * lanes * (1 + 2 * this.biasGamma) + underflow) * SLACK;
  }
}

/**
 * Those of the longest sum over a node, and an addition of such sums to what the row has: at most two a node (lines or constants; moving to its anchors, or its box), one for
 * the errors of each reader's contribution, and a few at the input.
 */
function roundings({ engine, graph, readers }: Program): number {
  const longest = graph.nodes.reduce((most, { shape }) => Math.max(most, engine.sumTerms(shape.height, shape.width * shape.channels)), 0);
  return readers.reduce((sum, count) => sum + 2 + count, longest + 64);
}

function fanOut({ operators }: Program, id: number): number {
  return operators.reduce((sum, { node, fanOut: terms }) => sum + terms * node.inputs.filter((input) => input === id).length, 1);
}

/** A lower bound: the sum minus all uncertainty; -Infinity when anything went non-finite. */
export function lowerBound(bias: number, uncertainty: number): number {
  const bound = roundDown(roundDown(bias - uncertainty));
  return Number.isFinite(bound) ? bound : -Infinity;
}
