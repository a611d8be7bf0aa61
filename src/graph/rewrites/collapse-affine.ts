import { isNormal, nullIfZero, productError, relativeUnits, sumError } from '../folded.js';
import { type AffineNode, type Graph, mapSize } from '../graph.js';
import { firstMatch, replaceNode, sourceOf, useCounts } from './edit.js';
import { constantsOf, type Elements } from './elements.js';

/** Two affines in a row become one: s2 (s1 x + t1) + t2 = (s2 s1) x + (s2 t1 + t2). */
export function collapseAffine(graph: Graph): Graph | null {
  const uses = useCounts(graph);
  return firstMatch(graph, (node) => {
    if (node.kind !== 'affine') return null;
    const inner = sourceOf(graph, node);
    if (inner?.kind !== 'affine' || uses[inner.id] !== 1) return null;
    const merged = compose(inner, node);
    return merged === null ? null : replaceNode(graph, merged);
  });
}

function compose(inner: AffineNode, outer: AffineNode): AffineNode | null {
  const first = constantsOf(inner);
  const second = constantsOf(outer);
  const scale = times(second.scale, first.scale);
  const shift = plus(times(second.scale, first.shift), second.shift);
  const length = (elements: Elements) => Math.max(1, elements.length);
  if (scale.length > mapSize(outer.shape) || shift.length > mapSize(outer.shape)) return null;
  const scales = list(scale, length(scale));
  const shifts = list(shift, length(shift));
  if (!scales.values.every((value) => value === 0 || isNormal(value))) return null;
  const weightUnits = relativeUnits(scales.values, scales.errors);
  if (weightUnits === Infinity) return null;
  return {
    ...outer,
    inputs: inner.inputs,
    origin: [...inner.origin, ...outer.origin],
    scale: scales.values.every((value) => value === 1) && scales.errors === null ? null : scales.values,
    shift: shifts.values.every((value) => value === 0) && shifts.errors === null ? null : shifts.values,
    weightUnits,
    biasError: shifts.errors,
  };
}

function times(a: Elements, b: Elements): Elements {
  return {
    length: Math.max(a.length, b.length),
    value: (k) => a.value(k) * b.value(k),
    error: (k) => productError(a.value(k), a.error(k), b.value(k), b.error(k)),
  };
}

function plus(a: Elements, b: Elements): Elements {
  return {
    length: Math.max(a.length, b.length),
    value: (k) => a.value(k) + b.value(k),
    error: (k) => sumError(a.value(k), a.error(k), b.value(k), b.error(k)),
  };
}

function list(elements: Elements, length: number): { values: Float64Array; errors: Float64Array | null } {
  const indices = Array.from({ length }, (_, k) => k);
  return { values: Float64Array.from(indices, elements.value), errors: nullIfZero(Float64Array.from(indices, elements.error)) };
}
