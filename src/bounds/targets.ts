import { required } from '../graph/context.js';
import type { ActivationNode, GraphNode } from '../graph/graph.js';
import { ActivationOperator } from '../graph/nodes/activation.js';
import type { Program } from '../graph/program.js';

/** A node whose value feeds something nonlinear: tighter bounds of it mean tighter relaxations. */
export interface Target {
  readonly id: number;
  readonly activations: readonly ActivationOperator[];
  /** A max-pool reads this value, directly or through the activations: every element matters, stable or not. */
  readonly pooled: boolean;
  /** Nothing nonlinear lies between the input and this node. */
  readonly linear: boolean;
  /** The interval rule alone is exact on a box: at most one mixing linear map, no residual sum. */
  readonly exactOnBox: boolean;
}

/** All targets of a program among the ancestors of its output, by node id. */
export function findTargets(program: Program, relevant: ReadonlySet<number>): ReadonlyMap<number, Target> {
  const targets = new Map<number, Target>();
  for (const id of relevant) {
    const readers = readersOf(program, id).filter((reader) => relevant.has(reader.id));
    const activations = readers.filter((reader): reader is ActivationNode => reader.kind === 'activation');
    const pools = readers.some((reader) => reader.kind === 'max-pool');
    if (id === 0 || (activations.length === 0 && !pools)) continue;
    if (program.node(id).kind === 'activation' && activations.length === 0) continue;
    targets.set(id, {
      id,
      activations: activations.map(({ id: reader }) => activationOperator(program, reader)),
      pooled: pools || activations.some((node) => readersOf(program, node.id).some((reader) => reader.kind === 'max-pool')),
      linear: isLinear(program, id),
      exactOnBox: isExactOnBox(program, id),
    });
  }
  return targets;
}

/** Whether better bounds of element k could change any relaxation that reads it. */
export function isUndecided(target: Target, k: number, lower: number, upper: number): boolean {
  if (lower === upper) return false;
  if (target.activations.some((operator) => !operator.functionAt(k).isLinear(lower, upper))) return true;
  return target.pooled && !target.activations.every((operator) => operator.isConstant(k, lower, upper));
}

function activationOperator(program: Program, id: number): ActivationOperator {
  const operator = program.operator(id);
  if (!(operator instanceof ActivationOperator)) throw new Error(`node ${id} is not an activation`);
  return operator;
}

function readersOf(program: Program, id: number): GraphNode[] {
  return program.graph.nodes.filter((node) => node.inputs.includes(id));
}

function isLinear(program: Program, id: number): boolean {
  const { kind, inputs } = program.node(id);
  if (kind === 'activation' || kind === 'max-pool') return false;
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
      return false;
  }
}
