import { activation } from '../../activations/registry.js';
import { staircaseParameters } from '../../activations/staircase.js';
import type { ActivationNode, AddNode, AffineNode, Graph, GraphNode } from '../graph.js';
import { firstMatch, replaceNode, sourceOf } from './edit.js';
import { constantsOf } from './elements.js';
import { stepsOf, type StepTerm, substituted, sumOfSteps } from './step-terms.js';

/** More thresholds than that stay apart. */
const MOST = 4096;

/** One summand, as a function of every node that it can be seen as a function of. */
type Readings = ReadonlyMap<number, StepTerm>;

/**
 * A sum of step functions of one node, each after and before an affine, becomes one staircase: -1 + 2 / (N - 1) sum of H(x - g) is an N-state activation. Relaxed as a whole it is
 * tighter than in parts. Only where all thresholds are doubles, so that no jump moves.
 */
export function mergeSteps(graph: Graph): Graph | null {
  return firstMatch(graph, (node) => {
    if (node.kind !== 'add') return null;
    const readings = node.inputs.map((id, i) => readingsOf(graph, graph.nodes[id], node.signs[i] ?? 1));
    const [first, ...others] = readings;
    const source = [...(first?.keys() ?? [])].find((id) => others.every((reading) => reading.has(id)));
    return source === undefined ? null : merged(graph, node, source, readings);
  });
}

function merged(graph: Graph, node: AddNode, source: number, readings: readonly Readings[]): Graph | null {
  const terms = readings.flatMap((reading) => reading.get(source) ?? []);
  const f = sumOfSteps(terms);
  if (f.thresholds.length > MOST || ![...f.values, ...f.levels, f.error].every(Number.isFinite)) return null;
  const origin = [...node.inputs.flatMap((id) => graph.nodes[id]?.origin ?? []), ...node.origin];
  const functions = [activation('staircase', staircaseParameters(f))];
  const staircase: ActivationNode = { kind: 'activation', id: node.id, inputs: [source], shape: node.shape, origin, functions };
  return replaceNode(graph, staircase);
}

function readingsOf(graph: Graph, node: GraphNode | undefined, sign: 1 | -1): Readings {
  const readings = new Map<number, StepTerm>();
  const scaling = node?.kind === 'affine' && isUniform(node) ? node : null;
  const inner = node?.kind === 'affine' ? sourceOf(graph, node) : node;
  if (inner?.kind !== 'activation' || (node?.kind === 'affine' && scaling === null)) return readings;
  const [only, ...more] = inner.functions;
  const f = only === undefined || more.length > 0 ? null : stepsOf(only);
  const before = sourceOf(graph, inner);
  if (f === null || before === undefined) return readings;
  const factors = scaling === null ? null : constantsOf(scaling);
  const coefficient = { value: sign * (factors?.scale.value(0) ?? 1), error: factors?.scale.error(0) ?? 0 };
  const offset = { value: sign * (factors?.shift.value(0) ?? 0) + 0, error: factors?.shift.error(0) ?? 0 };
  readings.set(before.id, { f, coefficient, offset });
  const further = before.kind === 'affine' ? sourceOf(graph, before) : undefined;
  const shifted = before.kind === 'affine' ? beforeShift(before, f) : null;
  if (further !== undefined && shifted !== null) readings.set(further.id, { f: shifted, coefficient, offset });
  return readings;
}

function isUniform({ scale, shift, biasError }: AffineNode): boolean {
  return [scale, shift, biasError].every((values) => values === null || values.length === 1);
}

/** f(x + t) or f(-x + t) with an exact t. */
function beforeShift(node: AffineNode, f: NonNullable<ReturnType<typeof stepsOf>>): ReturnType<typeof stepsOf> {
  if (!isUniform(node) || node.weightUnits !== 0 || node.biasError !== null) return null;
  const { scale, shift } = constantsOf(node);
  const direction = scale.value(0);
  return direction === 1 || direction === -1 ? substituted(f, direction, shift.value(0)) : null;
}
