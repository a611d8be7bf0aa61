import { type Graph, type GraphNode, mapSize } from '../../graph.js';
import { isNoisyFunction } from '../../noise/noise.js';
import { constantsOf } from '../elements.js';
import type { Cone } from './cone.js';
import { applied, constantOf, MOST_FACTORS, type Polynomial, product, scaled, sum, X } from './polynomial.js';
import { exactly } from './scalar.js';

/** The root of a cone as a function of its anchor; null where it is not one function of every element, or too long. */
export function polynomialOf({ nodes }: Graph, { anchor, root, interior }: Cone): Polynomial | null {
  const known = new Map<number, Polynomial | null>([[anchor, X]]);
  for (const id of [...interior.toReversed(), root]) {
    const node = nodes[id];
    const inputs = node?.inputs.map((input) => known.get(input) ?? null) ?? [];
    known.set(id, node === undefined || !inputs.every((input) => input !== null) ? null : combined(node, inputs));
  }
  return known.get(root) ?? null;
}

function combined(node: GraphNode, inputs: readonly Polynomial[]): Polynomial | null {
  const [first, second] = inputs;
  if (first === undefined) return null;
  switch (node.kind) {
    case 'affine': {
      const { scale, shift } = constantsOf(node);
      // Constants of one element are those of all only where there is one constant, or one element.
      if (mapSize(node.shape) > 1 && (scale.length > 1 || shift.length > 1)) return null;
      return sum(
        scaled({ value: scale.value(0), error: scale.error(0) }, first),
        constantOf({ value: shift.value(0), error: shift.error(0) }),
      );
    }
    case 'add':
      return inputs.reduce((total, input, i) => sum(total, scaled(exactly(node.signs[i] ?? NaN), input)), constantOf(exactly(0)));
    case 'product':
      return second === undefined ? null : product(first, second);
    case 'activation': {
      const [f, ...more] = node.functions;
      // Two noisy units draw apart: they are no functions of what they read.
      if (f === undefined || more.length > 0 || isNoisyFunction(f)) return null;
      const exponent = f.name === 'power' ? f.parameters['exponent'] : undefined;
      return isShort(exponent) && first.size === 1 ? power(first, exponent) : applied(f, first, node.id);
    }
    default:
      return null;
  }
}

function isShort(exponent: number | undefined): exponent is number {
  return exponent !== undefined && Number.isInteger(exponent) && exponent >= 1 && exponent <= MOST_FACTORS;
}

function power(base: Polynomial, exponent: number): Polynomial | null {
  let result: Polynomial | null = base;
  for (let i = 1; i < exponent && result !== null; i++) result = product(result, base);
  return result;
}
