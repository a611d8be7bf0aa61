import type { Activation } from '../../../activations/activation.js';
import { isNormal, nullIfZero, relativeUnits } from '../../folded.js';
import type { AffineNode, Graph, GraphNode } from '../../graph.js';
import type { Cone } from './cone.js';
import { is } from './scalar.js';
import type { Line, Spelled } from './spelled.js';

type Part = { readonly functions: readonly Activation[] } | Pick<AffineNode, 'scale' | 'shift' | 'weightUnits' | 'biasError'>;

/** The graph with outer(activation(inner(anchor))) in place of a cone's root; null where a constant is not known to a relative precision. */
export function withSpelled(graph: Graph, cone: Cone, { inner, activation, outer }: Spelled): Graph | null {
  const [before, after] = [affineOf(inner), affineOf(outer)];
  if (before === 'unknown' || after === 'unknown') return null;
  const parts: readonly (Part | null)[] = [before, { functions: [activation] }, after];
  return withChain(
    graph,
    cone,
    parts.filter((part) => part !== null),
  );
}

/** The graph with a chain of elementwise nodes from the anchor in place of a cone's root. */
function withChain(graph: Graph, { anchor, root, interior }: Cone, parts: readonly Part[]): Graph | null {
  const node = graph.nodes[root];
  if (node === undefined) return null;
  const all = [...interior].toSorted((a, b) => a - b).flatMap((id) => graph.nodes[id]?.origin ?? []);
  const chain = parts.map((part, i): GraphNode => {
    const base = { id: root + i, inputs: [i === 0 ? anchor : root + i - 1], shape: node.shape };
    return 'functions' in part
      ? { ...base, ...part, kind: 'activation', origin: [...all, ...node.origin] }
      : { ...base, ...part, kind: 'affine', origin: [] };
  });
  const move = (id: number) => (id < root ? id : id + chain.length - 1);
  const rest = graph.nodes.slice(root + 1).map((other) => ({ ...other, id: move(other.id), inputs: other.inputs.map(move) }));
  return { ...graph, nodes: [...graph.nodes.slice(0, root), ...chain, ...rest], outputNode: move(graph.outputNode) };
}

function affineOf({ scale, shift }: Line): Part | 'unknown' | null {
  if (is(scale, 1) && is(shift, 0)) return null;
  const factor = Float64Array.of(scale.value);
  const weightUnits = relativeUnits(factor, nullIfZero(Float64Array.of(scale.error)));
  if (!isNormal(scale.value) || weightUnits === Infinity || !Number.isFinite(shift.value + shift.error)) return 'unknown';
  const shifts = !is(shift, 0);
  return {
    scale: is(scale, 1) ? null : factor,
    shift: shifts ? Float64Array.of(shift.value) : null,
    weightUnits,
    biasError: shift.error === 0 ? null : Float64Array.of(shift.error),
  };
}
