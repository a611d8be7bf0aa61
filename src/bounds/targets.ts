import { RELU } from '../activations/relu.js';
import { required } from '../graph/context.js';
import { type ActivationNode, type GraphNode, mapSize } from '../graph/graph.js';
import { ActivationOperator } from '../graph/nodes/activation.js';
import type { Program } from '../graph/program.js';

/** A node whose value feeds something nonlinear: tighter bounds of it mean tighter relaxations. */
export interface Target {
  readonly id: number;
  readonly activations: readonly ActivationOperator[];
  /** A max-pool or a product reads this value, or its bounds are asked for: every element matters, stable or not. */
  readonly mixed: boolean;
  /** One of them reads an activation of this value: every element matters that the activation does not make constant. */
  readonly mixedBehind: boolean;
  /** Only ReLUs read this value, and nothing mixes what they give: bounds matter where they hold values of both signs. */
  readonly onlyRelu: boolean;
  /** Nothing nonlinear lies between the input and this node. */
  readonly linear: boolean;
  /** The interval rule alone is exact on a box: at most one mixing linear map, no residual sum. */
  readonly exactOnBox: boolean;
  /** It is exact on an lp ball too: a convolution or dense layer that reads the input. */
  readonly exactOnBall: boolean;
}

/** All targets of a program among the ancestors of its output, by node id; `wanted`: nodes that are targets in any case, with every element. */
export function findTargets(
  program: Program,
  relevant: ReadonlySet<number>,
  wanted: ReadonlySet<number> = new Set(),
): ReadonlyMap<number, Target> {
  return new TargetFinder(program, relevant, wanted).find();
}

/** Whether better bounds of element k could change any relaxation that reads it. */
export function isUndecided(target: Target, k: number, lower: number, upper: number): boolean {
  if (target.onlyRelu) return lower < 0 && upper > 0;
  if (lower === upper) return false;
  // A plain loop: bounds handed to a closure would be boxed, millions of times.
  for (const operator of target.activations) if (!operator.functionAt(k).isLinear(lower, upper)) return true;
  return target.mixed || (target.mixedBehind && !target.activations.every((operator) => operator.isConstant(k, lower, upper)));
}

/** Whether most intervals of a straight piece leave nothing to gain: functions with straight pieces, and nothing else. */
export function canBeDecided(target: Target): boolean {
  return !target.mixedBehind && canBeSettled(target);
}

/** Whether there are intervals wider than a point that leave nothing to gain. */
export function canBeSettled({ activations, mixed }: Target): boolean {
  if (mixed) return false;
  return activations.every(({ node }) => node.functions.every((f) => STRAIGHT.some(([lower, upper]) => f.isLinear(lower, upper))));
}

/** Intervals in which the usual functions of straight pieces have one of them. */
const STRAIGHT = [
  [-2, -1],
  [0.1, 0.2],
  [1, 2],
] as const;

class TargetFinder {
  private readonly readers: readonly GraphNode[][];

  constructor(
    private readonly program: Program,
    private readonly relevant: ReadonlySet<number>,
    private readonly wanted: ReadonlySet<number>,
  ) {
    const readers: GraphNode[][] = program.graph.nodes.map(() => []);
    for (const node of program.graph.nodes) for (const input of new Set(node.inputs)) if (relevant.has(node.id)) readers[input]?.push(node);
    this.readers = readers;
  }

  find(): ReadonlyMap<number, Target> {
    const targets = new Map<number, Target>();
    for (const id of this.relevant) {
      const target = id === 0 ? null : this.targetOf(id);
      if (target !== null) targets.set(id, target);
    }
    return targets;
  }

  private targetOf(id: number): Target | null {
    const { program } = this;
    const node = program.node(id);
    const wanted = this.wanted.has(id);
    if (this.repeats(node) && !wanted) return null;
    const readers = required(this.readers, id);
    const activations = readers.filter((reader): reader is ActivationNode => reader.kind === 'activation');
    const pooled = this.feedsPool(id);
    // Of what only passes on its input the input is the target, of an activation its pre-activation.
    const multiplied = !passesOn(node) && this.isSpread(id);
    if (!wanted && activations.length === 0 && ((!pooled && !multiplied) || node.kind === 'activation')) return null;
    const mixed = pooled || multiplied || wanted;
    const mixedBehind = activations.some((reader) => this.feedsPool(reader.id) || this.isSpread(reader.id));
    return {
      id,
      activations: activations.map((reader) => activationOperator(program, reader.id)),
      mixed,
      mixedBehind,
      onlyRelu: !mixed && !mixedBehind && activations.every(({ functions }) => functions.every((f) => f === RELU)),
      linear: isLinear(program, id),
      exactOnBox: isExactOnBox(program, id),
      exactOnBall: (node.kind === 'conv' || node.kind === 'dense') && node.inputs[0] === 0,
    };
  }

  private feedsPool(id: number): boolean {
    return required(this.readers, id).some(({ kind }) => kind === 'max-pool');
  }

  /** Whether a product reads the node or something that passes on its elements, or anything nonlinear reads them repeated. */
  private isSpread(id: number): boolean {
    return required(this.readers, id).some((reader) => {
      if (reader.kind === 'product') return true;
      if (!passesOn(reader)) return false;
      const feeds =
        this.repeats(reader) && required(this.readers, reader.id).some(({ kind }) => kind === 'activation' || kind === 'max-pool');
      return feeds || this.isSpread(reader.id);
    });
  }

  /** Whether the value holds elements of its input several times (up to scale): their bounds are worth computing once. */
  private repeats(node: GraphNode): boolean {
    return node.kind === 'sparse' && passesOn(node) && mapSize(node.shape) > this.program.size(required(node.inputs, 0));
  }
}

/** Every element of the value is one element of an input, scaled and shifted: the interval rule loses nothing. */
function passesOn(node: GraphNode): boolean {
  if (node.kind === 'affine' || node.kind === 'channel-slice' || node.kind === 'concat') return true;
  return node.kind === 'sparse' && node.starts.every((start, k) => start === k);
}

function activationOperator(program: Program, id: number): ActivationOperator {
  const operator = program.operator(id);
  if (!(operator instanceof ActivationOperator)) throw new Error(`node ${id} is not an activation`);
  return operator;
}

function isLinear(program: Program, id: number): boolean {
  const { kind, inputs } = program.node(id);
  if (kind === 'activation' || kind === 'max-pool' || kind === 'product') return false;
  return inputs.every((input) => isLinear(program, input));
}

function isExactOnBox(program: Program, id: number, mixed = false): boolean {
  const node = program.node(id);
  switch (node.kind) {
    case 'input':
      return true;
    case 'affine':
    case 'channel-slice':
      return isExactOnBox(program, required(node.inputs, 0), mixed);
    case 'conv':
    case 'dense':
    case 'sparse':
      return !mixed && isExactOnBox(program, required(node.inputs, 0), true);
    case 'add':
    case 'concat':
    case 'activation':
    case 'max-pool':
    case 'product':
      return false;
  }
}
